// The event log as the events endpoint sees it.
#include "bus/events_log.hpp"

#include <algorithm>

#include "core/metrics.hpp"

namespace bus {
namespace {

constexpr std::size_t tail_bytes = 16 * 1024 * 1024;
constexpr std::size_t page_bytes = 512 * 1024;
constexpr std::size_t stamp_at_once = 1'000;
constexpr int rounds_most = 20;  // then the socket gets its turn

}  // namespace

events_log::events_log(db::access db_room, const core::clock& clock,
                       std::function<void(const db::logged_event&)> on_logged)
    : db_{std::move(db_room)}, clock_{clock}, on_logged_{std::move(on_logged)}, tail_{tail_bytes} {}

bool events_log::look() {
  if (!begun_) {
    tail_.begin_at(db_.read([](db::tx& t) { return db::last_position(t); }));
    begun_ = true;
  }
  auto before = tail_.end();
  for (int round = 0; round < rounds_most; ++round) {
    auto stamped = db::sequence_events(db_, clock_.now(), stamp_at_once);
    auto fresh = db_.read([&](db::tx& t) {
      if (db::last_position(t) == tail_.end()) return std::vector<db::logged_event>{};
      return db::events_after(t, tail_.end(), stamp_at_once, {});
    });
    for (auto& each : fresh) {
      tail_.append(std::move(each));
      if (on_logged_) on_logged_(*tail_.at(tail_.end()));
    }
    if (stamped < stamp_at_once && fresh.size() < stamp_at_once) break;
  }
  return tail_.end() > before;
}

events_page events_log::page_for(const events_session& reader, std::size_t most) {
  return tail_.holds_after(reader.looked_to()) ? page_from_memory(reader, most) : page_from_database(reader, most);
}

events_page events_log::page_from_memory(const events_session& reader, std::size_t most) const {
  events_page out;
  out.up_to = reader.looked_to();
  for (std::size_t bytes = 0; out.up_to < tail_.end() && out.events.size() < most && bytes < page_bytes;) {
    const auto& each = tail_.at(++out.up_to);
    if (!reader.wants(each->topic)) continue;
    bytes += each->payload.size();
    out.events.push_back(each);
  }
  return out;
}

events_page events_log::page_from_database(const events_session& reader, std::size_t most) {
  auto end = tail_.end();  // everything up to here is in the log already, so a short page has looked through it
  auto found = db_.read([&](db::tx& t) { return db::events_after(t, reader.looked_to(), most, reader.topics()); });
  events_page out;
  std::size_t bytes = 0;
  for (auto& each : found) {
    if (bytes >= page_bytes) break;
    bytes += each.payload.size();
    out.up_to = each.position;
    out.events.push_back(std::make_shared<const db::logged_event>(std::move(each)));
  }
  if (out.events.size() == found.size() && found.size() < most) out.up_to = std::max(out.up_to, end);
  return out;
}

std::int64_t events_log::position_of(const events_subscribe& who) {
  return db_.transact([&](db::tx& t) {
    if (who.replay_from)
      db::rewind_consumer(t, who.consumer, std::clamp<std::int64_t>(*who.replay_from, 0, db::last_position(t)));
    return db::consumer_position(t, who.consumer, who.from_start);
  });
}

void events_log::record_moves(const std::map<std::string, move>& of_consumers) {
  db_.transact([&](db::tx& t) {
    // One that no longer stands where it was recorded was sent back by a person: it stays there.
    for (const auto& [consumer, it] : of_consumers) db::move_position(t, consumer, it.from, it.to);
  });
}

std::vector<db::consumer_standing> events_log::standings() {
  auto all = db_.read([](db::tx& t) { return db::consumer_standings(t); });
  for (const auto& each : all)
    core::gauge("abonent_bus_consumer_lag_events", "Events a durable subscriber has not settled yet",
                static_cast<double>(tail_.end() - each.position), {{"consumer", each.name}});
  return all;
}

}  // namespace bus
