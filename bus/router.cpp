// Receiving and answering on a ROUTER socket.
#include "bus/router.hpp"

#include <cstring>

#include "bus/key_book.hpp"
#include "bus/refusals.hpp"
#include "bus/zap.hpp"

namespace bus {
namespace {

// Names a ROUTER makes itself begin with a zero byte; a client's own may not (zmq_setsockopt(3), ZMQ_ROUTING_ID).
bool named_by_us(std::string_view peer) { return peer.size() == 5 && peer.front() == '\0'; }

std::string user_id_of(const zmq::message_t& frame) {
  const char* it = zmq_msg_gets(frame.handle(), "User-Id");
  return it ? it : "";
}

}  // namespace

router::router(zap_handler& guard, const server_options& options)
    : guard_{guard}, socket_{make_server(guard, zmq::socket_type::router, options)},
      address_{socket_.get(zmq::sockopt::last_endpoint)} {}

void router::wait(std::chrono::milliseconds most) {
  zmq::pollitem_t items[]{{socket_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, waker_.file(), ZMQ_POLLIN, 0}};
  zmq::poll(items, 2, most);
  if (items[1].revents != 0) waker_.settle();
}

std::optional<arrival> router::receive() {
  zmq::message_t peer;
  if (!socket_.recv(peer, zmq::recv_flags::dontwait)) return std::nullopt;
  arrival it;
  it.peer = peer.to_string();
  int frames = 0;
  for (bool more = peer.more(); more; ++frames) {
    zmq::message_t frame;
    if (!socket_.recv(frame)) break;
    more = frame.more();
    if (frames == 0) it.frame = std::move(frame);
  }
  if (frames > 0) it.holder = guard_.known().find(user_id_of(it.frame));
  if (!it.holder)
    it.wrong = key_revoked;
  else if (!named_by_us(it.peer))
    it.wrong = routing_id_chosen;
  else if (frames != 1)
    it.wrong = frame_malformed.because("a message is one frame");
  return it;
}

bool router::send(const std::string& peer, std::string_view frame) {
  try {
    if (!socket_.send(zmq::buffer(peer), zmq::send_flags::sndmore | zmq::send_flags::dontwait)) return false;
    return socket_.send(zmq::buffer(frame), zmq::send_flags::dontwait).has_value();
  } catch (const zmq::error_t& why) {
    if (why.num() == EHOSTUNREACH) return false;  // gone: ROUTER_MANDATORY says so
    throw;
  }
}

}  // namespace bus
