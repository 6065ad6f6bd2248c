// How a room hears what others say: a thread with a durable subscription that gives each event to the room's handler,
// exactly once in effect. Event, effect and inbox row are one transaction; the ack follows its commit.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bus/socket.hpp"
#include "db/database.hpp"
#include "db/outbox.hpp"

namespace bus {

class context;

// Acts on one event inside the transaction that also remembers it. It may throw: after the third time the event is
// parked (db.parked_event) and the next one comes.
using event_handler = std::function<void(db::tx&, const db::logged_event&)>;

struct event_consumer_options {
  connection to;
  std::string name;                  // of the durable subscription, and in the inbox: `billing`, `analytics`
  std::vector<std::string> topics{};  // empty: all
  bool from_start = true;            // a room that is new to an installation has all of its past to hear
  std::size_t events_a_transaction = 100;
};

class event_consumer {
 public:
  // `room`: the pool with the room's role. Context and pool outlive it.
  event_consumer(context& in, event_consumer_options options, db::access room, event_handler handler);
  ~event_consumer();  // after the transaction in work
  event_consumer(const event_consumer&) = delete;
  event_consumer& operator=(const event_consumer&) = delete;

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace bus
