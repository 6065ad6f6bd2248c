// Lock the lanes in ascending order, read the levels, add the rows at the next position, move the lanes.
#include "billing/ledger.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "billing/billing_sql.hpp"
#include "billing/lane.hpp"
#include "billing/segment.hpp"
#include "core/assert.hpp"
#include "core/money.hpp"

namespace billing {

BOOST_DESCRIBE_STRUCT(lane_position, (), (lane, pos))

namespace {

std::vector<lane_position> lock_lanes(db::tx& t, std::span<const new_entry> entries) {
  std::set<std::int16_t> lanes;
  for (const auto& each : entries) lanes.insert(lane_of(each.customer));
  return t.all<lane_position>(sql::lock_lanes, std::vector<std::int16_t>{lanes.begin(), lanes.end()});
}

std::vector<bucket_level> read_levels(db::tx& t, std::span<const new_entry> entries) {
  std::set<std::pair<std::int64_t, std::int64_t>> buckets;
  for (const auto& each : entries) buckets.emplace(each.customer.value(), each.bucket);
  std::vector<std::int64_t> customers, ids;
  for (auto [customer, bucket] : buckets) {
    customers.push_back(customer);
    ids.push_back(bucket);
  }
  std::vector<bucket_level> out;
  for (auto each : t.exec(sql::levels_of, customers, ids))
    out.push_back({each.get<core::customer_id>(0), each.get<std::int64_t>(1), each.get<std::int64_t>(2)});
  return out;
}

void insert_rows(db::tx& t, core::instant now, std::span<const new_entry> entries, std::span<const written_entry> at) {
  auto segment = claim_segment(t);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& each = entries[i];
    t.exec(sql::insert_entry, segment, each.customer, lane_of(each.customer), at[i].place.pos, at[i].place.line, each.bucket,
           each.delta_micros, at[i].before_micros, each.kind, each.subscriber, each.occurred_at, now, each.terms_id, each.reference);
  }
}

void advance_lanes(db::tx& t, std::span<const lane_position> lanes) {
  std::vector<std::int16_t> which;
  std::vector<std::int64_t> from;
  for (const auto& each : lanes) {
    which.push_back(each.lane);
    from.push_back(each.pos);
  }
  auto moved = t.change(sql::advance_lanes, which, from);
  ABONENT_ASSERT(moved == static_cast<std::int64_t>(lanes.size()));  // we hold their locks
}

}  // namespace

std::vector<written_entry> decide_places(std::span<const new_entry> entries, std::span<const lane_position> lanes,
                                         std::span<const bucket_level> levels) {
  struct next {
    std::int64_t pos;
    std::int32_t line;
  };
  std::map<std::int16_t, next> free;
  for (const auto& each : lanes) free[each.lane] = {each.pos + 1, 0};
  std::map<std::pair<core::customer_id, std::int64_t>, std::int64_t> level;
  for (const auto& each : levels) level[{each.customer, each.bucket}] = each.level_micros;
  std::vector<written_entry> out;
  out.reserve(entries.size());
  for (const auto& each : entries) {
    auto& place = free.at(lane_of(each.customer));
    auto& in = level[{each.customer, each.bucket}];
    auto after = core::add_checked(in, each.delta_micros);
    out.push_back({{each.customer, place.pos, place.line++}, in, after});
    in = after;
  }
  return out;
}

std::vector<written_entry> record_entries(db::tx& t, core::instant now, std::span<const new_entry> entries) {
  if (entries.empty()) return {};
  auto lanes = lock_lanes(t, entries);
  auto levels = read_levels(t, entries);
  auto out = decide_places(entries, lanes, levels);
  insert_rows(t, now, entries, out);
  advance_lanes(t, lanes);
  return out;
}

std::vector<written_entry> record_charges(db::tx& t, core::instant now, std::span<const new_charge> charges) {
  std::map<terms, std::int32_t> ids;
  std::vector<new_entry> entries;
  for (const auto& each : charges) {
    auto [at, fresh] = ids.try_emplace(each.under, 0);
    if (fresh) at->second = terms_id(t, each.under);
    entries.push_back({each.customer, each.subscriber, each.kind, money_bucket, -each.amount_micros, each.occurred_at,
                       each.reference, at->second});
  }
  return record_entries(t, now, entries);
}

}  // namespace billing
