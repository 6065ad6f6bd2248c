// Explaining is ingest's own work done again for one record.
#include "billing/explain_usage.hpp"

#include "billing/holdings.hpp"
#include "billing/ingest.hpp"
#include "billing/raw_batch.hpp"
#include "billing/refusals.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"

namespace billing {
namespace {

explained_usage as_written(rated_usage usage, const bus::usage_record& record) {
  explained_usage out;
  out.usage = std::move(usage);
  out.record_key = record.record_key;
  out.subscriber = record.subscriber;
  out.other_party = record.other_party;
  out.network = record.network;
  out.charging_id = record.charging_id;
  out.service = record.service;
  out.direction = record.direction;
  out.start = record.start;
  out.quantity = record.quantity;
  return out;
}

}  // namespace

core::result<explained_usage> ingest::explain(const entry_place& place) {
  auto at = listen();
  std::optional<rated_usage> usage;
  std::optional<db::bytes> raw;
  std::vector<holdings::change> changed;
  billing_.read([&](db::tx& t) {
    usage = find_usage(t, place);
    if (!usage) return;
    raw = t.find<db::bytes>(sql::raw_of_batch, usage->batch_id);
    for (auto each : t.exec(sql::changed_buckets, place.customer, place.pos, place.line, usage->batch_id, usage->record_offset))
      changed.push_back({each.get<std::int64_t>(0), each.get<std::int64_t>(1), each.get<std::int64_t>(2)});
  });
  if (!usage) return usage_unknown;
  if (!raw) return raw_record_gone;
  auto bytes = expand(raw->data);
  auto record = bus::read_usage_record(bytes, usage->record_offset, usage->record_length);
  if (!record) return raw_record_gone;
  const auto* tariff = at.tariffs->find_version(usage->tariff_code, usage->tariff_version);
  if (!tariff) return raw_record_gone.because("Its tariff version is not in the catalogue.");

  usage_world world{lines_, *at.tariffs, plan_, at.now};
  auto reading = lines_.reading();
  auto decided = decide_usage(*record, world);
  if (!decided.line.zone) return raw_record_gone.because("The line it was charged to is not known any more.");
  holdings then;
  auto steps = billing::explain(*tariff, facts_of(*record, decided), then.look_back(*tariff, changed));
  auto out = as_written(std::move(*usage), *record);
  out.agrees = steps.answer.charge_micros == out.usage.charge_micros;
  out.steps = std::move(steps.steps);
  return out;
}

}  // namespace billing
