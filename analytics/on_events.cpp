// From sentences of the bus to moves of lines.
#include "analytics/on_events.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "abonent/v1/events.pb.h"
#include "analytics/analytics_sql.hpp"
#include "analytics/base_flow.hpp"

namespace analytics {
namespace {

template <class Message>
Message read(const db::logged_event& from) {
  Message out;
  if (!out.ParseFromString(from.payload)) throw std::runtime_error{fmt::format("event {} is no {}", from.id.text(), from.topic)};
  return out;
}

// A line of an offering without a group is still somewhere.
std::string group_named(const std::string& group) { return group.empty() ? "ungrouped" : group; }

void record(db::tx& t, const db::logged_event& what, std::int64_t subscriber, move_kind kind, const std::string& group,
            std::int64_t at_unix_micros, const std::string& reason = {}) {
  t.change(sql::record_move, what.customer, what.id, kind, core::subscriber_id{subscriber}, group_named(group), reason,
           core::instant::from_micros(at_unix_micros));
}

void activated(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::SubscriberActivated>(what);
  if (!said.scratch())
    record(t, what, said.subscriber_id(), move_kind::gross_add, said.tariff_group(), said.at_unix_micros());
}

void terminated(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::SubscriberTerminated>(what);
  if (!said.scratch())
    record(t, what, said.subscriber_id(), move_kind::disconnection, said.tariff_group(), said.at_unix_micros(), said.reason());
}

void changed(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::OfferingChanged>(what);
  if (said.scratch() || said.from_group() == said.to_group()) return;
  record(t, what, said.subscriber_id(), move_kind::migration_out, said.from_group(), said.at_unix_micros());
  record(t, what, said.subscriber_id(), move_kind::migration_in, said.to_group(), said.at_unix_micros());
}

struct heard {
  std::string_view topic;
  void (*then)(db::tx&, const db::logged_event&);
};
constexpr heard all_heard[] = {
    {"subscriber_activated", activated},
    {"subscriber_terminated", terminated},
    {"offering_changed", changed},
};

}  // namespace

std::vector<std::string> topics() {
  std::vector<std::string> out;
  for (const auto& each : all_heard) out.emplace_back(each.topic);
  return out;
}

void on_event(db::tx& t, const db::logged_event& what) {
  for (const auto& each : all_heard)
    if (each.topic == what.topic) each.then(t, what);
}

}  // namespace analytics
