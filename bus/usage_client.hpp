// The sending side of the `usage` endpoint: keeps every batch until its ack, sends it again after a silence or a lost
// connection, and stays within the window. Which (epoch, sequence) comes next is the caller's to persist.
// One thread uses it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bus/socket.hpp"
#include "bus/usage_wire.hpp"

namespace bus {

class context;

struct usage_client_options {
  connection to;
  std::string source;
  std::chrono::milliseconds ack_timeout{10'000};  // then the batch is sent again
  std::chrono::milliseconds retry_pause{200};     // after no_credit or try_later
};

class usage_client {
 public:
  usage_client(context& in, usage_client_options options);
  ~usage_client();
  usage_client(const usage_client&) = delete;
  usage_client& operator=(const usage_client&) = delete;

  // Where billing stands with this source; waits for the answer. Nothing: none came in time.
  std::optional<usage_standing> ask_standing(std::chrono::milliseconds most);

  // Takes the bytes of a batch (write_usage_batch) and keeps them until they are acked. They leave in the order given,
  // as the window allows, while collect() runs.
  void submit(std::uint64_t epoch, std::uint64_t sequence, std::string raw);
  [[nodiscard]] std::size_t unacked() const;
  [[nodiscard]] bool window_full() const;  // submitting more would only make them wait here

  // Sends and receives until there is at least one final ack, or the time is over. An ack may be a refusal; those that
  // only ask for patience are not shown, the batch is sent again.
  std::vector<usage_ack> collect(std::chrono::milliseconds most);
  // One batch, there and back. Nothing: no final ack in time; the batch is kept and may still arrive.
  std::optional<usage_ack> send(std::uint64_t epoch, std::uint64_t sequence, std::string raw,
                                std::chrono::milliseconds most);

  [[nodiscard]] bool key_refused() const;  // the server turned our key away when we last tried

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
