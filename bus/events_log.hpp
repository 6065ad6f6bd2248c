// The event log as the events endpoint sees it: stamps what was said, keeps the newest in memory, reads older pages
// from the database, and knows where every durable subscriber stands. One thread uses it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bus/events_session.hpp"
#include "bus/events_tail.hpp"
#include "bus/events_wire.hpp"
#include "core/instant.hpp"
#include "db/database.hpp"

namespace bus {

struct events_page {
  std::vector<shared_event> events;
  std::int64_t up_to = 0;  // looked through so far
};

class events_log {
 public:
  events_log(db::access db_room, const core::clock& clock, std::function<void(const db::logged_event&)> on_logged);

  // Stamps what was said since the last time and reads what is new, whoever stamped it. True: there was something.
  bool look();
  [[nodiscard]] std::int64_t end() const { return tail_.end(); }
  // True when a subscriber at this position has something to read, wanted or not.
  [[nodiscard]] bool has_after(std::int64_t position) const { return position < tail_.end(); }

  // The next events a subscriber wants, at most so many and about half a megabyte.
  events_page page_for(const events_session& reader, std::size_t most);

  std::int64_t position_of(const events_subscribe& who);
  // A durable position on its way: from where it was recorded to where it may stand now.
  struct move {
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  void record_moves(const std::map<std::string, move>& of_consumers);
  // Every subscriber the database knows, connected or not; a gauge tells how far each is behind.
  std::vector<db::consumer_standing> standings();

 private:
  events_page page_from_memory(const events_session& reader, std::size_t most) const;
  events_page page_from_database(const events_session& reader, std::size_t most);

  db::access db_;
  const core::clock& clock_;
  std::function<void(const db::logged_event&)> on_logged_;
  events_tail tail_;
  bool begun_ = false;
};

}  // namespace bus
