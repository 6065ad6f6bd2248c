// Counts to gauges.
#include "app/backlog.hpp"

#include <boost/describe/class.hpp>

#include "app/app_sql.hpp"
#include "core/metrics.hpp"

namespace app {
namespace {

struct outbox_state {
  double pending;
  std::optional<double> oldest_at_seconds;
};
BOOST_DESCRIBE_STRUCT(outbox_state, (), (pending, oldest_at_seconds))

struct counted {
  std::string name;
  double number;
};
BOOST_DESCRIBE_STRUCT(counted, (), (name, number))

core::gauge_series series(const std::vector<counted>& all, const std::string& label) {
  core::gauge_series out;
  for (const auto& each : all) out.push_back({{{label, each.name}}, each.number});
  return out;
}

}  // namespace

void publish_backlog(db::access& any_room) {
  any_room.read([](db::tx& t) {
    auto outbox = t.get<outbox_state>(sql::find_outbox);
    core::gauge("abonent_outbox_pending", "Events said and not yet in the event log, at most 100000 counted.", outbox.pending);
    core::gauge_series oldest;
    if (outbox.oldest_at_seconds) oldest.push_back({{}, *outbox.oldest_at_seconds});
    core::replace_gauge("abonent_outbox_oldest_pending_timestamp_seconds", "When the oldest of them happened; absent when there is none.", oldest);
    core::replace_gauge("abonent_events_parked", "Events that failed three times and wait for a person.",
                        series(t.all<counted>(sql::list_parked_events), "consumer"));
    core::replace_gauge("abonent_billing_usage_waiting_records", "Usage records in suspense that wait for a person, by reason.",
                        series(t.all<counted>(sql::list_waiting_usage), "reason"));
  });
}

}  // namespace app
