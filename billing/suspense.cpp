// Suspended records are written with the batch and stay until they are recycled.
#include "billing/suspense.hpp"

#include <algorithm>

#include "billing/usage_sql.hpp"

namespace billing {
namespace {

std::string_view service_text(const bus::usage_record& record, const usage_decision& decided) {
  return record.service == bus::usage_service::unspecified ? "unspecified" : catalog::name_of(decided.service);
}

// A broken clock may say any time; a timestamptz cannot hold them all.
core::instant storable(core::instant at) {
  return std::clamp(at, core::instant::from_seconds(0), core::instant::from_seconds(9'999'999'999));
}

}  // namespace

void record_suspended(db::copy_tx& t, core::instant now, std::string_view source, std::span<const usage_entry> records) {
  db::copy_rows rows{11};
  for (const auto& each : records) {
    if (each.decided->suspended == suspense_reason::session_open) continue;  // waits elsewhere (join_sessions)
    auto reason = db::text<suspense_reason>::to(*each.decided->suspended);
    rows.begin_row();
    rows.add(std::string_view{"waiting"});
    rows.add(std::string_view{reason});
    rows.add(source);
    rows.add(each.batch_id);
    rows.add(static_cast<std::int32_t>(each.record->offset));
    rows.add(static_cast<std::int32_t>(each.record->length));
    rows.add(service_text(*each.record, *each.decided));
    rows.add(std::string_view{each.decided->subscriber});
    rows.add(storable(each.record->start));
    rows.add(each.record->quantity);
    rows.add(now);
  }
  if (rows.count() == 0) return;
  t.copy("billing.suspense (state, reason, source, batch_id, record_offset, record_length, service, subscriber_norm, occurred_at, "
         "quantity, suspended_at)",
         rows);
}

suspense_page find_suspended(db::tx& t, const suspense_filter& by, int offset, int limit) {
  return {t.all<suspended_usage>(sql::find_suspended, by.reason, by.source, by.service, by.subscriber, by.from, by.to, offset, limit),
          t.get<std::int64_t>(sql::count_suspended, by.reason, by.source, by.service, by.subscriber, by.from, by.to)};
}

}  // namespace billing
