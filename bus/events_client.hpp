// A durable subscription seen from the subscriber: comes back by itself after a lost connection, and then receives
// again what it had not acked. At least once: whoever acts on an event remembers its id. One thread uses it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bus/events_wire.hpp"
#include "bus/socket.hpp"

namespace bus {

class context;

struct events_client_options {
  connection to;
  std::string consumer;              // the durable name; the key needs the right `events:NAME`
  std::vector<std::string> topics{};  // empty: all
  std::uint32_t credit = 500;        // events that may be under way, sent and not acked
  bool from_start = false;           // a name nobody has used yet begins with the oldest event kept
  std::optional<std::int64_t> replay_from{};  // once, at the first subscription: go back to just after this position
};

class events_client {
 public:
  events_client(context& in, events_client_options options);
  ~events_client();
  events_client(const events_client&) = delete;
  events_client& operator=(const events_client&) = delete;

  // The next batch with events in it; nothing when the time is over or somebody called wake().
  std::optional<events_batch> next(std::chrono::milliseconds most);
  void ack(std::int64_t position);  // everything up to here is done
  void wake();                      // from any thread

  [[nodiscard]] bool subscribed() const;
  // Why not: the last refusal of the server, `key_refused` when it turned our key away. Empty while subscribed.
  [[nodiscard]] const std::string& trouble() const;

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
