// The `provisioning` endpoint: outside provisioning systems connect, are given errands, and say what became of them.
// An errand whose result does not come is not sent again blindly: the system is asked by the errand's id.
// The protocol is in docs/bus/provisioning.md.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bus/errands.hpp"

namespace bus {

class zap_handler;

class provisioning_endpoint {
 public:
  // Listens at once. Door and results outlive it.
  provisioning_endpoint(zap_handler& door, errand_results& results, std::string address = "tcp://127.0.0.1:*");
  ~provisioning_endpoint();
  provisioning_endpoint(const provisioning_endpoint&) = delete;
  provisioning_endpoint& operator=(const provisioning_endpoint&) = delete;

  [[nodiscard]] const std::string& address() const;

  // All from any thread.
  enum class handed { over, not_connected, no_credit };
  // Over: it has left or is about to; what became of it arrives at the port. Else nothing was sent.
  handed send(std::string_view system, const errand& what);
  // What became of it? The result, or not_seen, arrives at the port.
  handed ask(std::string_view system, const core::uuid& errand_id);
  // Sends it and waits for the result, which the port has been given already. Nothing when none came in time, and then
  // its outcome is unknown.
  std::optional<errand_result> carry_out(std::string_view system, const errand& what, std::chrono::milliseconds most);
  [[nodiscard]] bool is_connected(std::string_view system) const;

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
