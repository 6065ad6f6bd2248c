// The server's side of a ROUTER endpoint: receives what authenticated clients say, with the key that said it.
// One thread owns it; only wake() may be called from others.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <zmq.hpp>

#include "bus/socket.hpp"
#include "bus/waker.hpp"
#include "core/refusal.hpp"

namespace bus {

struct known_key;

// One message. Whose it is was proven by CURVE and told by ZAP's User-Id; the peer's name is only where to answer.
struct arrival {
  std::string peer;
  std::shared_ptr<const known_key> holder;  // nothing: the key was revoked since the connection was made
  zmq::message_t frame;
  std::optional<core::refusal> wrong;  // the frame must not be read: key_revoked, routing_id_chosen, frame_malformed
};

class router {
 public:
  router(zap_handler& guard, const server_options& options);

  [[nodiscard]] const std::string& address() const { return address_; }  // as bound, with the real port
  // Returns when there is a message, somebody called wake(), or the time is over.
  void wait(std::chrono::milliseconds most);
  std::optional<arrival> receive();
  // False: the peer is gone, or does not read what it is sent. Never blocks.
  bool send(const std::string& peer, std::string_view frame);
  void wake() { waker_.wake(); }

 private:
  zap_handler& guard_;
  zmq::socket_t socket_;
  waker waker_;
  std::string address_;
};

}  // namespace bus
