// A client's connection.
#include "bus/dealer.hpp"

#include <algorithm>

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr auto refused_pause = 1s;
constexpr int failures =
    ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;

}  // namespace

dealer::dealer(context& in, connection to, zmq::socket_type type) : in_{in}, to_{std::move(to)}, type_{type} {
  connect();
}

dealer::~dealer() { stop_monitor(socket_); }

void dealer::connect() {
  if (socket_) stop_monitor(socket_);  // before its monitor is closed below
  socket_ = make_client(in_, type_, to_);
  monitor_ = make_monitor(in_, socket_, ZMQ_EVENT_HANDSHAKE_SUCCEEDED | failures);
  for (const auto& each : prefixes_) socket_.set(zmq::sockopt::subscribe, each);
  socket_.connect(to_.address);
  again_at_.reset();
}

std::optional<dealer::news> dealer::hear() {
  for (monitor_event it; read_monitor(monitor_, it);) {
    if (it.event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
      again_at_.reset();
      return news::connected;
    }
    if ((it.event & failures) != 0) {
      // libzmq does not come back by itself after a refusal, and the key may be made known to the server meanwhile.
      again_at_ = std::chrono::steady_clock::now() + refused_pause;
      if (it.event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) return news::refused;
    }
  }
  return std::nullopt;
}

dealer::news dealer::wait(std::chrono::milliseconds most) {
  if (again_at_) {
    auto now = std::chrono::steady_clock::now();
    if (now >= *again_at_) connect();
    else most = std::min(most, std::chrono::ceil<std::chrono::milliseconds>(*again_at_ - now));
  }
  zmq::pollitem_t items[]{{monitor_.handle(), 0, ZMQ_POLLIN, 0},
                          {socket_.handle(), 0, ZMQ_POLLIN, 0},
                          {nullptr, waker_.file(), ZMQ_POLLIN, 0}};
  zmq::poll(items, 3, most);
  woken_ = items[2].revents != 0;
  if (woken_) waker_.settle();
  if (auto it = hear()) return *it;
  if (!socket_.recv(message_, zmq::recv_flags::dontwait)) return news::nothing;
  while (message_.more())  // only the last frame carries a body: before it stands the prefix a SUB filters by
    if (!socket_.recv(message_)) return news::nothing;
  return news::message;
}

bool dealer::send(std::string_view frame) {
  return socket_.send(zmq::buffer(frame), zmq::send_flags::dontwait).has_value();
}

void dealer::subscribe(std::string_view prefix) {
  prefixes_.emplace_back(prefix);
  socket_.set(zmq::sockopt::subscribe, prefix);
}

}  // namespace bus
