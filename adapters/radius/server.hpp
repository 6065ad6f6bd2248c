// The accounting server: takes Accounting-Requests over UDP, gives what they report to billing's usage endpoint, and
// answers when billing has committed it. Nothing is kept here: what was not answered is sent again by the element, and
// what was counted before is known by its business key.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "adapters/radius/accounting.hpp"
#include "adapters/radius/clients.hpp"
#include "bus/socket.hpp"
#include "core/instant.hpp"

namespace bus {
class context;
}

namespace radius {

struct server_options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 1813;  // 0: a free one
  std::string source = "radius";
  accounting_rules rules;
  std::size_t batch_records = 1'000;
  std::chrono::milliseconds batch_wait{3};  // for more requests, before a batch is sent
  std::size_t pending_max = 20'000;         // received and not yet answered; more are not heard
};

class server {
 public:
  // Throws std::system_error when the port cannot be had. `in` and `clock` outlive it; a thread of its own runs it.
  server(bus::context& in, bus::connection billing, client_book clients, server_options options, const core::clock& clock);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace radius
