// The arithmetic of the base, day by day and tariff group by tariff group. Pure: what roll_up.cpp loads and records.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analytics/definitions.hpp"
#include "core/zone.hpp"

namespace analytics {

// What can happen to a line, as analytics counts it.
enum class move_kind { gross_add, disconnection, migration_in, migration_out };
BOOST_DESCRIBE_ENUM(move_kind, gross_add, disconnection, migration_in, migration_out)

struct day_flow {
  core::civil_date day;
  std::string tariff_group;
  flow of;
  friend bool operator==(const day_flow&, const day_flow&) = default;
};

// How many lines moved in one way on one day.
struct move_count {
  core::civil_date day;
  std::string tariff_group;
  move_kind kind;
  std::int64_t lines;
};
BOOST_DESCRIBE_STRUCT(move_count, (), (day, tariff_group, kind, lines))

struct days_to_roll {
  core::civil_date first, last;                      // both included
  std::map<std::string, std::int64_t> closing_before;  // each group's base at the end of the day before `first`
  std::vector<day_flow> standing;                    // rows of these days as they are now, in any order
  std::set<core::civil_date> recounted;              // on these days the counts below replace what stood
  std::vector<move_count> counts;                    // of recounted days only
};

// The rows of these days that are new or different: each opens with what the day before closed with, and a group that
// was seen once has a row every day from then on. Revenue is not touched.
std::vector<day_flow> decide_day_flows(const days_to_roll& from);

}  // namespace analytics
