// Sums of days; the division is left to whoever shows them (figures.hpp).
#include "analytics/series.hpp"

#include <algorithm>

#include "analytics/analytics_sql.hpp"

namespace analytics {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr int most_days = 800;
constexpr int most_months = 240;

core::civil_date first_of(year_month month) { return month / std::chrono::day{1}; }
year_month month_of(core::civil_date day) { return day.year() / day.month(); }

struct period_row : flow {
  core::civil_date day;
  std::string tariff_group;
};
BOOST_DESCRIBE_STRUCT(period_row, (flow), (day, tariff_group))

std::vector<day_flow> sum_periods(db::tx& t, grain by, core::civil_date from, core::civil_date to, const std::string& group) {
  std::vector<day_flow> out;
  for (auto& row : t.all<period_row>(sql::sum_periods, by, from, to, group)) out.push_back({row.day, std::move(row.tariff_group), row});
  return out;
}

flow operator+(const flow& a, const flow& b) {
  return {a.opening_base + b.opening_base,     a.gross_adds + b.gross_adds,
          a.migrations_in + b.migrations_in,   a.migrations_out + b.migrations_out,
          a.disconnections + b.disconnections, a.closing_base + b.closing_base,
          a.service_revenue_micros + b.service_revenue_micros};
}

bool is_one_group(const std::string& group) { return group != all_groups && group != each_group; }

}  // namespace

core::result<series_request> decide_range(series_request what) {
  if (what.group.empty()) what.group = all_groups;
  if (what.by == grain::month) {
    const bool cuts_a_month = what.to.day() != std::chrono::day{1};
    what.from = first_of(month_of(what.from));
    what.to = first_of(month_of(what.to) + months{cuts_a_month ? 1 : 0});
  }
  if (!(what.from < what.to)) return range_empty;
  const auto length = what.by == grain::day ? (sys_days{what.to} - sys_days{what.from}).count()
                                            : (month_of(what.to) - month_of(what.from)).count();
  if (length > (what.by == grain::day ? most_days : most_months)) return range_too_long;
  return what;
}

std::vector<series> decide_series(metric what, const std::string& group, const std::vector<day_flow>& periods) {
  std::map<core::civil_date, parts> together;
  std::map<std::string, std::vector<series_point>> apart;
  for (const auto& [at, tariff_group, of] : periods) {
    const auto here = parts_of(what, of);
    together[at] = together[at] + here;
    apart[tariff_group].push_back({at, here});
  }
  std::vector<series> out;
  if (!is_one_group(group)) {
    out.push_back({std::string{all_groups}, {}});
    for (const auto& [at, of] : together) out.back().points.push_back({at, of});
  }
  if (group != all_groups)
    for (auto& [name, points] : apart) out.push_back({name, std::move(points)});
  return out;
}

core::result<std::vector<series>> find_series(db::tx& t, const series_request& asked) {
  auto what = decide_range(asked);
  if (!what) return what.error();
  const bool one = is_one_group(what->group);
  if (one && !t.get<bool>(sql::is_tariff_group_known, what->group)) return tariff_group_unknown;
  return decide_series(what->what, what->group, sum_periods(t, what->by, what->from, what->to, one ? what->group : ""));
}

month_so_far decide_months(core::civil_date today) {
  month_so_far out;
  const auto month = month_of(today), before = month - months{1};
  out.from = first_of(month);
  out.to = sys_days{today} + days{1};
  out.before_from = first_of(before);
  // A shorter month is all compared: its last day stands for the days it has not.
  out.before_to = std::min(year_month_day{sys_days{out.before_from} + (sys_days{out.to} - sys_days{out.from})}, out.from);
  return out;
}

month_so_far find_month_so_far(db::tx& t, core::civil_date today) {
  auto out = decide_months(today);
  std::map<std::string, group_sums> groups;
  group_sums together{std::string{all_groups}, {}, {}};
  for (auto& [at, name, of] : sum_periods(t, grain::month, out.from, out.to, "")) {
    groups[name].now = of;
    together.now = together.now + of;
  }
  for (auto& [at, name, of] : sum_periods(t, grain::month, out.before_from, out.before_to, "")) {
    groups[name].before = of;
    together.before = together.before + of;
  }
  out.groups.push_back(together);
  for (auto& [name, sums] : groups) {
    sums.group = name;
    out.groups.push_back(std::move(sums));
  }
  return out;
}

}  // namespace analytics
