// The client's side: one connection that comes back by itself, and says when it has. One thread owns it; only wake()
// may be called from others.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "bus/socket.hpp"
#include "bus/waker.hpp"

namespace bus {

class dealer {
 public:
  dealer(context& in, connection to, zmq::socket_type type = zmq::socket_type::dealer);
  ~dealer();
  dealer(const dealer&) = delete;
  dealer& operator=(const dealer&) = delete;

  enum class news {
    nothing,    // the time is over, or somebody called wake()
    connected,  // for the first time or again: say hello, and send again what was not acked
    refused,    // the server turned this key away; it is tried again every second
    message,    // message() holds it
  };
  news wait(std::chrono::milliseconds most);
  [[nodiscard]] std::string_view message() const { return message_.to_string_view(); }
  bool send(std::string_view frame);  // false: not connected, or the server does not read. Never blocks
  void subscribe(std::string_view prefix);  // SUB only
  void wake() { waker_.wake(); }
  [[nodiscard]] bool woken() const { return woken_; }  // the last wait() ended because of wake()

 private:
  void connect();
  std::optional<news> hear();

  context& in_;
  connection to_;
  zmq::socket_type type_;
  std::vector<std::string> prefixes_;
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
  zmq::message_t message_;
  waker waker_;
  bool woken_ = false;
  std::optional<std::chrono::steady_clock::time_point> again_at_;
};

}  // namespace bus
