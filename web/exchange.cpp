// Reading and writing with Beast, each within its time.
#include "web/exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <array>

#include "web/refusals.hpp"
#include "web/wire.hpp"

namespace web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using parser = http::request_parser<http::string_body>;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);  // errors are values here: clients come and go

// What to tell whoever sent something that could not be read; nothing when nobody is there to hear it.
read_outcome not_read(const beast::error_code& failed) {
  read_outcome out;
  if (failed == http::error::body_limit) {
    out.no = &body_too_large;
    out.status = 413;
  } else if (failed == http::error::header_limit || failed == http::error::buffer_overflow) {
    out.no = &header_too_large;
    out.status = 431;
  } else if (failed != http::error::end_of_stream && failed != http::error::partial_message &&
             failed.category() == http::make_error_code(http::error::end_of_stream).category()) {
    out.no = &request_malformed;
    out.status = 400;
  }
  return out;
}

awaitable<beast::error_code> read_into(parser& into, hall_ptr at, std::shared_ptr<connection> with) {
  auto& stream = with->stream;
  stream.expires_after(at->config.header_timeout);
  auto header = co_await http::async_read_header(stream, with->buffer, into, quiet);
  if (std::get<0>(header)) co_return std::get<0>(header);
  stream.expires_after(at->config.body_timeout);
  if (beast::iequals(into.get()[http::field::expect], "100-continue")) {
    bool said = co_await write_text(at, with, "HTTP/1.1 100 Continue\r\n\r\n");
    if (!said) co_return asio::error::connection_reset;
    stream.expires_after(at->config.body_timeout);
  }
  auto body = co_await http::async_read(stream, with->buffer, into, quiet);
  co_return std::get<0>(body);
}

}  // namespace

awaitable<read_outcome> read_one(hall_ptr at, std::shared_ptr<connection> with) {
  parser incoming;
  incoming.header_limit(static_cast<std::uint32_t>(at->config.header_bytes_max));
  incoming.body_limit(at->config.body_bytes_max);
  with->reading = true;
  auto failed = co_await read_into(incoming, at, with);
  with->reading = false;
  if (failed) co_return not_read(failed);
  with->stream.expires_never();  // the worker has limits of its own
  read_outcome out;
  out.keep = incoming.keep_alive() && incoming.get().version() == 11;
  const auto& proxies = at->config.trusted_proxies;
  bool by_proxy = std::find(proxies.begin(), proxies.end(), with->peer) != proxies.end();
  auto read = to_request(incoming.release(), with->peer, by_proxy, at->clock.now());
  out.got = std::make_shared<request>(std::move(read.it));
  out.head = read.head;
  out.known_method = read.known_method;
  out.well_formed = read.well_formed;
  co_return out;
}

awaitable<bool> write_answer(hall_ptr at, std::shared_ptr<connection> with, response out, bool head, bool keep) {
  auto header = header_text(out, out.body.size(), keep);
  if (head || out.status == 204) out.body.clear();
  std::array<asio::const_buffer, 2> both{asio::buffer(header), asio::buffer(out.body)};
  with->stream.expires_after(at->config.write_timeout);
  auto outcome = co_await asio::async_write(with->stream, both, quiet);
  co_return !std::get<0>(outcome);
}

awaitable<bool> write_stream_header(hall_ptr at, std::shared_ptr<connection> with, const response& out) {
  auto header = header_text(out, std::nullopt, false);
  bool written = co_await write_text(at, with, std::move(header));
  co_return written;
}

awaitable<bool> write_text(hall_ptr at, std::shared_ptr<connection> with, std::string text) {
  with->stream.expires_after(at->config.write_timeout);
  auto outcome = co_await asio::async_write(with->stream, asio::buffer(text), quiet);
  with->stream.expires_never();
  co_return !std::get<0>(outcome);
}

awaitable<void> hear_out(hall_ptr at, std::shared_ptr<connection> with) {
  beast::error_code ignored;
  with->stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  with->stream.expires_after(std::chrono::seconds{at->stopping ? 0 : 2});
  char waste[4'096];
  for (std::size_t heard = 0; heard < (4u << 20);) {
    auto outcome = co_await with->stream.async_read_some(asio::buffer(waste), quiet);
    if (std::get<0>(outcome)) co_return;
    heard += std::get<1>(outcome);
  }
}

}  // namespace web
