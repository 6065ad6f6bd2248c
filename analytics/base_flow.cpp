// Each day opens with what the day before closed with.
#include "analytics/base_flow.hpp"

#include "core/assert.hpp"

namespace analytics {
namespace {

void add_to(flow& to, const move_count& moved) {
  switch (moved.kind) {
    case move_kind::gross_add: to.gross_adds += moved.lines; return;
    case move_kind::disconnection: to.disconnections += moved.lines; return;
    case move_kind::migration_in: to.migrations_in += moved.lines; return;
    case move_kind::migration_out: to.migrations_out += moved.lines; return;
  }
}

using group_flows = std::map<std::string, flow>;

// Movements and revenue by day and group, before bases are known.
std::map<core::civil_date, group_flows> movements(const days_to_roll& from) {
  std::map<core::civil_date, group_flows> days;
  for (const auto& row : from.standing) {
    auto& it = days[row.day][row.tariff_group];
    if (from.recounted.contains(row.day))
      it.service_revenue_micros = row.of.service_revenue_micros;
    else
      it = row.of;
  }
  for (const auto& moved : from.counts) {
    ABONENT_ASSERT(from.recounted.contains(moved.day) && from.first <= moved.day && moved.day <= from.last);
    add_to(days[moved.day][moved.tariff_group], moved);
  }
  return days;
}

}  // namespace

std::vector<day_flow> decide_day_flows(const days_to_roll& from) {
  auto days = movements(from);
  std::map<std::pair<core::civil_date, std::string>, const flow*> standing;
  for (const auto& row : from.standing) standing.emplace(std::pair{row.day, row.tariff_group}, &row.of);

  std::vector<day_flow> changed;
  auto base = from.closing_before;
  for (auto at = std::chrono::sys_days{from.first}; at <= std::chrono::sys_days{from.last}; at += std::chrono::days{1}) {
    const core::civil_date day{at};
    auto& groups = days[day];
    for (const auto& [group, closing] : base) groups.try_emplace(group);
    for (auto& [group, it] : groups) {
      it.opening_base = base[group];
      it.closing_base = it.opening_base + it.gross_adds + it.migrations_in - it.migrations_out - it.disconnections;
      base[group] = it.closing_base;
      auto stood = standing.find({day, group});
      if (stood == standing.end() || *stood->second != it) changed.push_back({day, group, it});
    }
  }
  return changed;
}

}  // namespace analytics
