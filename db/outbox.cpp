// Outbox, sequencer, event log, inbox.
#include "db/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/class.hpp>
#include <mutex>

#include "db/db_sql.hpp"

namespace db {

BOOST_DESCRIBE_STRUCT(consumer_standing, (), (name, position))

namespace {

constexpr auto days_ahead = 3;  // partitions made in advance: a stopped job must last a long week-end

std::string day_name(core::civil_date day) {
  return fmt::format("event_log_{:04}{:02}{:02}", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}

// Whom to wake, and a lock that holds until he has been woken: he must not be gone meanwhile.
struct bell {
  std::mutex guard;
  std::function<void()> then;
};
bell& said_bell() {
  static bell it;
  return it;
}
void ring() {
  auto& it = said_bell();
  std::scoped_lock lock{it.guard};
  if (it.then) it.then();
}

core::instant midnight(core::civil_date day) { return core::zone::utc().start_of(day); }

}  // namespace

void say(tx& t, const event& what) {
  t.exec(sql::say, what.customer, what.id, what.topic, bytes{what.payload}, what.occurred_at);
  t.after_commit(ring);
}

void on_said(std::function<void()> then) {
  auto& it = said_bell();
  std::scoped_lock lock{it.guard};
  it.then = std::move(then);
}

std::size_t sequence_events(access& db_room, core::instant now, std::size_t most) {
  bool anything = db_room.read([](tx& t) { return t.get<bool>(sql::anything_said); });
  if (!anything) return 0;
  return db_room.transact([&](tx& t) {
    auto position = t.get<std::int64_t>(sql::lock_sequencer);
    auto stamped = t.change(sql::sequence, position, most, now);
    if (stamped > 0) t.exec(sql::advance_sequencer, stamped);
    return static_cast<std::size_t>(stamped);
  });
}

std::vector<logged_event> events_after(tx& t, std::int64_t position, std::size_t most, const std::vector<std::string>& topics) {
  std::vector<logged_event> out;
  for (auto each : t.exec(sql::events_after, position, most, topics)) {
    logged_event it;
    it.position = each.get<std::int64_t>("position");
    it.customer = each.get<core::customer_id>("customer_id");
    it.id = each.get<core::uuid>("id");
    it.topic = each.get<std::string>("topic");
    it.payload = each.get<bytes>("payload").data;
    it.occurred_at = each.get<core::instant>("occurred_at");
    out.push_back(std::move(it));
  }
  return out;
}

std::int64_t last_position(tx& t) { return t.get<std::int64_t>(sql::last_position); }

bool first_time(tx& t, std::string_view consumer, const core::uuid& event_id) {
  return t.change(sql::first_time, consumer, event_id) == 1;
}

std::int64_t consumer_position(tx& t, std::string_view consumer, bool from_start) {
  if (auto known = t.find<std::int64_t>(sql::consumer_position, consumer)) return *known;
  t.exec(sql::new_consumer, consumer, from_start);
  return t.get<std::int64_t>(sql::consumer_position, consumer);
}

void record_position(tx& t, std::string_view consumer, std::int64_t position) {
  t.exec(sql::record_position, consumer, position);
}

bool move_position(tx& t, std::string_view consumer, std::int64_t from, std::int64_t to) {
  return t.change(sql::move_position, consumer, from, to) == 1;
}

void rewind_consumer(tx& t, std::string_view consumer, std::int64_t position) {
  t.exec(sql::rewind_consumer, consumer, position);
}

std::vector<consumer_standing> consumer_standings(tx& t) { return t.all<consumer_standing>(sql::consumer_standings); }

void park_event(tx& t, std::string_view consumer, const logged_event& what, std::string_view reason) {
  t.exec(sql::park_event, consumer, what.id, what.position, what.customer, what.topic, bytes{what.payload}, reason);
}

void keep_event_log(access& db_room, core::instant now, std::chrono::days keep) {
  auto today = core::zone::utc().date_of(now);
  db_room.transact([&](tx& t) {
    auto standing = t.all<std::string>(sql::days_of_log);
    for (int ahead = 0; ahead <= days_ahead; ++ahead) {
      core::civil_date day{std::chrono::sys_days{today} + std::chrono::days{ahead}};
      core::civil_date next{std::chrono::sys_days{day} + std::chrono::days{1}};
      auto name = day_name(day);
      if (std::find(standing.begin(), standing.end(), name) != standing.end()) continue;
      // A day that already has rows in the rest keeps living there: attaching would have to move them.
      if (t.get<bool>(sql::rest_has_day, midnight(day), midnight(next))) continue;
      t.run_script(fmt::format("CREATE TABLE db.{0} PARTITION OF db.event_log FOR VALUES FROM ('{1}') TO ('{2}')", name,
                               midnight(day).text(), midnight(next).text()));
    }
    auto oldest = day_name(core::civil_date{std::chrono::sys_days{today} - keep});
    for (const auto& each : standing)
      if (each < oldest) t.run_script("DROP TABLE db." + each);
    // An inbox row must outlive every event it could meet again (care: a pruned inbox means a doubled effect).
    t.exec(sql::prune_inbox, now - keep - std::chrono::days{30});
  });
}

}  // namespace db
