// The ZAP handler's thread, and the self-test of the door.
#include "bus/zap.hpp"

#include <array>
#include <chrono>
#include <stdexcept>

#include "bus/context.hpp"
#include "bus/key_book.hpp"
#include "bus/socket.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr const char* self_test = "self_test";
constexpr auto self_test_most = 5s;
constexpr std::size_t raw_key_length = 32;

// Frames of a ZAP request (RFC 27): version, request id, domain, address, routing id, mechanism, the client's key.
enum zap_frame { version = 0, request_id = 1, domain = 2, mechanism = 5, credentials = 6, zap_frames = 7 };

std::string z85(const zmq::message_t& raw) {
  std::array<char, 41> out{};
  zmq_z85_encode(out.data(), static_cast<const std::uint8_t*>(raw.data()), raw.size());
  return out.data();
}

const char* word_for(const monitor_event& it) {
  return it.event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL ? "not_curve" : "handshake_failed";
}

}  // namespace

zap_handler::zap_handler(context& in, const key_book& known, key_pair own)
    : in_{in}, known_{known}, own_{std::move(own)}, guest_{make_keys()}, listener_{make_zap_listener(in)},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {
  try_the_door();
}

zap_handler::~zap_handler() = default;

void zap_handler::watch(zmq::socket_t& server, const std::string& endpoint) {
  // A refused key is counted where it is refused; what never came as far as a key is counted here.
  auto monitor = make_monitor(in_, server, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                                               ZMQ_EVENT_MONITOR_STOPPED);
  std::scoped_lock lock{guard_};
  arriving_.push_back({std::move(monitor), endpoint});
  waker_.wake();
}

void zap_handler::run(const std::stop_token& stop) {
  std::stop_callback wake_up{stop, [this] { waker_.wake(); }};
  while (!stop.stop_requested()) {
    {
      std::scoped_lock lock{guard_};
      watched_.splice(watched_.end(), arriving_);
    }
    std::vector<zmq::pollitem_t> items{{listener_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, waker_.file(), ZMQ_POLLIN, 0}};
    for (auto& each : watched_) items.push_back({each.monitor.handle(), 0, ZMQ_POLLIN, 0});
    zmq::poll(items, std::chrono::milliseconds{-1});
    if (items[1].revents != 0) waker_.settle();
    if (items[0].revents != 0) answer_one();
    std::erase_if(watched_, [this](watched& each) { return !hear(each); });
  }
}

void zap_handler::answer_one() {
  std::vector<zmq::message_t> request;
  do {
    if (!listener_.recv(request.emplace_back(), zmq::recv_flags::none)) return;
  } while (request.back().more());
  auto judged = judge(request);
  auto id = request.size() > request_id ? request[request_id].to_string() : std::string{};
  const std::array<std::string, 6> reply{"1.0", id, judged.status, judged.text, judged.user_id, ""};
  for (std::size_t i = 0; i < reply.size(); ++i)
    listener_.send(zmq::buffer(reply[i]), i + 1 < reply.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

zap_handler::verdict zap_handler::judge(const std::vector<zmq::message_t>& request) {
  if (request.size() != zap_frames || request[version].to_string_view() != "1.0") return {"500", "Bad request", {}};
  auto endpoint = request[domain].to_string();
  if (request[mechanism].to_string_view() != "CURVE" || request[credentials].size() != raw_key_length) {
    deny(endpoint, "not_curve");
    return {"400", "CURVE only", {}};
  }
  auto key = z85(request[credentials]);
  if (endpoint == self_test && key == guest_.public_key) return {"200", "OK", key};
  auto holder = known_.find(key);
  if (!holder) {
    deny(endpoint, "unknown_key");
    return {"400", "Unknown key", {}};
  }
  if (!holds_any_right(holder->rights, endpoint)) {
    deny(endpoint, "no_right");
    return {"400", "No right at this endpoint", {}};
  }
  // The key itself, not the holder's name: one of two keys of a holder can be revoked.
  return {"200", "OK", std::move(key)};
}

bool zap_handler::hear(watched& one) {
  for (monitor_event it; read_monitor(one.monitor, it);) {
    if (it.event == ZMQ_EVENT_MONITOR_STOPPED) return false;
    deny(one.endpoint, word_for(it));
  }
  return true;
}

void zap_handler::deny(const std::string& endpoint, const char* reason) {
  ++denied_;
  if (endpoint == self_test) return;
  core::count("abonent_zap_denied_total", "Clients the bus turned away at the door",
              {{"endpoint", endpoint}, {"reason", reason}});
  core::log::debug("room=bus verb=open_door outcome=denied endpoint={} reason={}", endpoint, reason);
}

void zap_handler::expect_denied(const char* who, std::uint64_t than) {
  auto until = std::chrono::steady_clock::now() + self_test_most;
  while (denied_ == than) {
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error{std::string{"the bus does not turn away "} + who + ": it must not be opened"};
    std::this_thread::sleep_for(2ms);
  }
}

void zap_handler::try_the_door() {
  auto server = make_server(*this, zmq::socket_type::router, {self_test, "tcp://127.0.0.1:*"});
  auto at = server.get(zmq::sockopt::last_endpoint);
  auto before = denied_.load();
  {
    auto stranger = make_client(in_, zmq::socket_type::dealer, {at, own_.public_key, make_keys()});
    stranger.connect(at);
    expect_denied("a client with an unknown key", before);
  }
  auto guest = make_client(in_, zmq::socket_type::dealer, {at, own_.public_key, guest_});
  guest.set(zmq::sockopt::sndtimeo, static_cast<int>(std::chrono::milliseconds{self_test_most}.count()));
  guest.connect(at);
  server.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds{self_test_most}.count()));
  zmq::message_t name;
  zmq::message_t word;
  bool passed =
      guest.send(zmq::str_buffer("it is me"), zmq::send_flags::none) && server.recv(name) && server.recv(word);
  if (!passed || word.to_string_view() != "it is me" || std::string{word.gets("User-Id")} != guest_.public_key)
    throw std::runtime_error{"the bus does not let in a key it knows: its door is broken"};
  denied_ = 0;
}

}  // namespace bus
