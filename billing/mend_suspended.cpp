// load: the record as it came, locked. decide: the same with what was said. record: the batch that holds it and the end of
// the old one, in one transaction; and from what is committed it is rated like any other.
#include "billing/mend_suspended.hpp"

#include <fmt/format.h>

#include <boost/describe/class.hpp>

#include "billing/join_sessions.hpp"
#include "billing/raw_batch.hpp"
#include "billing/refusals.hpp"
#include "billing/session_sql.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"

namespace billing {
namespace {

struct suspended_place {
  std::string source;
  std::int64_t batch_id;
  std::uint32_t record_offset, record_length;
};
BOOST_DESCRIBE_STRUCT(suspended_place, (), (source, batch_id, record_offset, record_length))

struct made_batch {
  std::string source;
  std::uint64_t sequence;
};

bus::usage_record decide_mended(bus::usage_record it, const mending& as, std::string_view key) {
  it.record_key = key;
  if (as.subscriber) it.subscriber = *as.subscriber;
  if (as.other_party) it.other_party = *as.other_party;
  if (as.network) it.network = *as.network;
  it.subscriber_kind = as.subscriber_kind.value_or(it.subscriber_kind);
  it.start = as.start.value_or(it.start);
  it.quantity = as.quantity.value_or(it.quantity);
  return it;
}

core::result<made_batch> record_mended(db::tx& t, core::instant now, std::int64_t id, const mending& as) {
  auto place = t.find<suspended_place>(sql::lock_suspended, id);
  if (!place) return suspended_record_gone;
  auto raw = expand(t.get<db::bytes>(sql::raw_of_batch, place->batch_id).data);
  auto key = fmt::format("suspense-{}", id);
  auto record = decide_mended(bus::read_usage_record(raw, place->record_offset, place->record_length).value(), as, key);
  made_batch out{place->source + "/mended", t.get<std::uint64_t>(sql::next_joined_batch)};
  t.exec(sql::record_joined_batch, out.sequence, out.source, db::bytes{bus::write_usage_batch(out.source, made_epoch, out.sequence, {&record, 1})});
  t.exec(sql::settle_suspended, id, "mended", now, as.by, as.because);
  return out;
}

}  // namespace

core::result<bus::usage_answer> mend_suspended(db::access billing, bus::usage_sink& to, core::instant now, std::int64_t suspense_id, const mending& as) {
  if (!as.subscriber && !as.other_party && !as.network && !as.subscriber_kind && !as.start && !as.quantity) return nothing_mended;
  auto made = billing.transact([&](db::tx& t) { return record_mended(t, now, suspense_id, as); });
  if (!made) return made.error();
  deliver_made(billing, to);
  return billing.read([&](db::tx& t) {
    auto of = t.exec(sql::find_batch, made->source, made_epoch, made->sequence);
    return bus::usage_answer{of[0].get<std::uint32_t>("rated"), of[0].get<std::uint32_t>("duplicates"), of[0].get<std::uint32_t>("suspended"), {}, {}};
  });
}

core::result<void> write_off_suspended(db::tx& t, core::instant now, std::int64_t suspense_id, std::string_view by, std::string_view because) {
  if (t.change(sql::settle_suspended, suspense_id, "written_off", now, by, because) == 0) return suspended_record_gone;
  return {};
}

}  // namespace billing
