// Figures over time, read from day_flow and never from what is current.
#pragma once

#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "analytics/base_flow.hpp"
#include "analytics/refusals.hpp"
#include "db/tx.hpp"

namespace analytics {

enum class grain { day, month };
BOOST_DESCRIBE_ENUM(grain, day, month)

inline constexpr std::string_view all_groups = "all";    // every tariff group together
inline constexpr std::string_view each_group = "each";   // all, and every one by itself

struct series_request {
  metric what = metric::arpu;
  grain by = grain::month;
  core::civil_date from, to;  // half-open; by month, both are moved out to the first of a month
  std::string group{all_groups};  // all, each, or the name of one
};

struct series_point {
  core::civil_date at;  // the day, or the first of the month
  parts of;
};

struct series {
  std::string group;
  std::vector<series_point> points;  // by date; days before the first line and after today have none
};

// Refused: range_empty, range_too_long, tariff_group_unknown. One call is at most 800 days or 240 months.
core::result<std::vector<series>> find_series(db::tx& t, const series_request& what);

// One tariff group's sums over a period within a month.
struct group_sums {
  std::string group;
  flow now, before;
};

// This month so far against the same days of the month before: on 31 March, all of February.
struct month_so_far {
  core::civil_date from, to, before_from, before_to;  // half-open; `to` is the day after today
  std::vector<group_sums> groups;                     // `all` first, then each by name
};
month_so_far find_month_so_far(db::tx& t, core::civil_date today);

// The pure parts of both.
core::result<series_request> decide_range(series_request what);
// `periods` of the group asked for, or of all of them.
std::vector<series> decide_series(metric what, const std::string& group, const std::vector<day_flow>& periods);
month_so_far decide_months(core::civil_date today);

}  // namespace analytics
