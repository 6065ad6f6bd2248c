// Each operation runs its own small event loop until it is done or its time is over; then the socket is closed, which
// ends whatever was pending.
#include "adapters/osmo_hlr/timed_stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <optional>

namespace osmo_hlr {

namespace asio = boost::asio;
using boost::system::error_code;

struct timed_stream::parts {
  asio::io_context loop{1};
  asio::ip::tcp::socket socket{loop};
  std::array<char, 4096> buffer{};

  // True when the operation under way ended well in time.
  bool finish(const std::optional<error_code>& outcome, steady_point until) {
    loop.restart();
    while (!outcome && loop.run_one_until(until) != 0) {
    }
    bool well = outcome && !outcome->failed();
    if (!well) close();
    return well;
  }
  void close() {
    error_code ignored;
    socket.close(ignored);
    loop.restart();
    loop.run();  // the cancelled operation's handler refers to its caller's stack: let it go first
  }
};

timed_stream::timed_stream() : parts_{std::make_unique<parts>()} {}
timed_stream::~timed_stream() { parts_->close(); }

bool timed_stream::connect(const std::string& address, unsigned short port, steady_point until) {
  parts_->close();
  error_code wrong;
  auto ip = asio::ip::make_address(address, wrong);
  if (wrong.failed()) return false;
  std::optional<error_code> outcome;
  parts_->socket.async_connect({ip, port}, [&](error_code how) { outcome = how; });
  if (!parts_->finish(outcome, until)) return false;
  parts_->socket.set_option(asio::ip::tcp::no_delay{true}, wrong);
  return true;
}

bool timed_stream::write(std::string_view bytes, steady_point until) {
  if (!open()) return false;
  std::optional<error_code> outcome;
  asio::async_write(parts_->socket, asio::buffer(bytes.data(), bytes.size()),
                    [&](error_code how, std::size_t) { outcome = how; });
  return parts_->finish(outcome, until);
}

std::string timed_stream::read(steady_point until) {
  if (!open()) return {};
  std::optional<error_code> outcome;
  std::size_t count = 0;
  parts_->socket.async_read_some(asio::buffer(parts_->buffer), [&](error_code how, std::size_t got) {
    count = got;
    outcome = how;
  });
  if (!parts_->finish(outcome, until)) return {};
  return {parts_->buffer.data(), count};
}

void timed_stream::close() { parts_->close(); }
bool timed_stream::open() const { return parts_->socket.is_open(); }

}  // namespace osmo_hlr
