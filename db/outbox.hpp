// The no-loss rule, writer's and reader's side (docs/decisions/0006).
// A verb writes its business rows and an outbox row in one transaction; the sequencer stamps committed rows with a
// gapless position into the event log; a consumer inserts the event id into its inbox in the same transaction as the
// effect, and acknowledges after the commit. Within one customer, events keep the order of their verbs because a verb
// locks its customer first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/database.hpp"

namespace db {

struct event {
  core::uuid id;               // made by the one who says it; the same fact said twice has the same id
  core::customer_id customer;  // empty: about no customer (a tariff was published)
  std::string topic;           // the name of the abonent.v1 message inside: `subscriber_activated`
  std::string payload;         // a serialised abonent.v1 message of that name
  core::instant occurred_at;
};

// Saying the same id twice for one customer is a no-op: verbs may be repeated.
void say(tx& t, const event& what);

// `then` is called after every commit of this process in which something was said: a wake-up for the sequencer, which
// looks by itself anyway, because other processes say things too. One at a time; an empty function ends it.
void on_said(std::function<void()> then);

struct logged_event : event {
  std::int64_t position;
};

// Stamps up to `most` committed outbox rows into the event log, under the one sequencer's row lock.
// Answers how many; 0 when there is nothing to do. Runs in its own transaction with the role of room db.
std::size_t sequence_events(access& db_room, core::instant now, std::size_t most = 1000);

// Events after a position, in order. `topics` empty: all of them.
std::vector<logged_event> events_after(tx& t, std::int64_t position, std::size_t most, const std::vector<std::string>& topics);
std::int64_t last_position(tx& t);

// True when this consumer sees the event for the first time; call it first in the transaction of the effect.
bool first_time(tx& t, std::string_view consumer, const core::uuid& event_id);

// Where a durable subscriber stands; a new one starts at the end, or at 0 when it wants all of the past.
std::int64_t consumer_position(tx& t, std::string_view consumer, bool from_start);
void record_position(tx& t, std::string_view consumer, std::int64_t position);  // forward only
// The same, and only when it still stands where we think: false when somebody has moved it meanwhile.
bool move_position(tx& t, std::string_view consumer, std::int64_t from, std::int64_t to);
void rewind_consumer(tx& t, std::string_view consumer, std::int64_t position);  // replay, asked for by a person

struct consumer_standing {
  std::string name;
  std::int64_t position;
};
std::vector<consumer_standing> consumer_standings(tx& t);  // every durable subscriber, connected or not

// An event (or a whole batch) that failed three times is kept with its reason, seen and retried by a person.
void park_event(tx& t, std::string_view consumer, const logged_event& what, std::string_view reason);

// Makes the event log's daily partitions ahead and drops those older than `keep`.
void keep_event_log(access& db_room, core::instant now, std::chrono::days keep);

}  // namespace db
