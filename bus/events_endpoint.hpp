// The `events` endpoint: durable subscriptions to the event log, for rooms and for outside systems. At least once, in
// order; the position is kept in the database under the subscriber's name. The protocol is in docs/bus/events.md.
// It is also the installation's sequencer: without it nothing that was said is heard.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/instant.hpp"
#include "db/outbox.hpp"

namespace bus {

class zap_handler;

struct events_endpoint_options {
  std::string address = "tcp://127.0.0.1:*";
  // What other processes say is looked for this often; what this process says is noticed at once.
  std::chrono::milliseconds look_every{50};
  // Called once for every event, when it has its position, from the endpoint's thread: for hints. Must not block.
  std::function<void(const db::logged_event&)> on_logged{};
};

class events_endpoint {
 public:
  // `db_room`: the pool as room db. Door, pool and clock outlive it.
  events_endpoint(zap_handler& door, db::access db_room, const core::clock& clock, events_endpoint_options options);
  ~events_endpoint();  // records how far everybody has come
  events_endpoint(const events_endpoint&) = delete;
  events_endpoint& operator=(const events_endpoint&) = delete;

  [[nodiscard]] const std::string& address() const;
  void poke();  // something was said: look now. From any thread

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
