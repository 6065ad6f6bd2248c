// The `usage` endpoint: takes batches of usage records from network elements and mediations, hands them to billing,
// and acks after billing's commit. Nothing is lost: what it has no room for is refused and stays with the sender.
// The protocol is in docs/bus/usage.md.
#pragma once

#include <memory>
#include <string>

#include "bus/usage_floor.hpp"
#include "bus/usage_sink.hpp"

namespace bus {

class zap_handler;

struct usage_endpoint_options {
  std::string address = "tcp://127.0.0.1:*";
  std::size_t workers = 2;
  usage_bounds bounds;
};

class usage_endpoint {
 public:
  // Listens at once. Throws std::runtime_error when the address is taken. Door and sink outlive it.
  usage_endpoint(zap_handler& door, usage_sink& sink, usage_endpoint_options options);
  // Waits for the batches in work; those that only wait are let go, their senders have them still.
  ~usage_endpoint();
  usage_endpoint(const usage_endpoint&) = delete;
  usage_endpoint& operator=(const usage_endpoint&) = delete;

  [[nodiscard]] const std::string& address() const;  // with the real port

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
