// The `hints` endpoint: "something about customer X changed". Lossy by design; whoever hears one fetches again.
// The protocol is in docs/bus/hints.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bus/socket.hpp"
#include "core/ids.hpp"

namespace bus {

class context;
class zap_handler;

struct hint {
  core::customer_id customer;
  std::string what;           // `balance`, or the topic of an event
  std::int64_t position = 0;  // of the event it came from; 0: of none
  friend bool operator==(const hint&, const hint&) = default;
};

class hints_publisher {
 public:
  explicit hints_publisher(zap_handler& door, std::string address = "tcp://127.0.0.1:*");
  ~hints_publisher();
  hints_publisher(const hints_publisher&) = delete;
  hints_publisher& operator=(const hints_publisher&) = delete;

  [[nodiscard]] std::string address() const;
  void say(hint it);  // from any thread; never blocks. When too many wait, the oldest are forgotten

 private:
  struct works;
  std::unique_ptr<works> works_;
};

// Calls `hear` from a thread of its own for every hint, or for those about one customer. It comes back by itself.
class hints_listener {
 public:
  hints_listener(context& in, connection to, std::function<void(const hint&)> hear, core::customer_id only = {});
  ~hints_listener();
  hints_listener(const hints_listener&) = delete;
  hints_listener& operator=(const hints_listener&) = delete;

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
