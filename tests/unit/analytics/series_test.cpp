// Which days a request means, and which month is compared with which.
#include "tests/catch.hpp"

#include <fmt/format.h>

#include "analytics/series.hpp"

using namespace analytics;

namespace {

core::civil_date date(const std::string& text) { return *core::parse_date(text); }

std::string months(const std::string& today) {
  auto it = decide_months(date(today));
  return fmt::format("{}..{} with {}..{}", core::date_text(it.from), core::date_text(it.to), core::date_text(it.before_from),
                     core::date_text(it.before_to));
}

std::string range(grain by, const std::string& from, const std::string& to) {
  auto it = decide_range({metric::arpu, by, date(from), date(to), ""});
  return it ? core::date_text(it->from) + ".." + core::date_text(it->to) : std::string{it.error().code()};
}

}  // namespace

TEST_CASE("this month so far is compared with the same days of the month before, as far as it has them", "[analytics]") {
  CHECK(months("2026-03-10") == "2026-03-01..2026-03-11 with 2026-02-01..2026-02-11");
  CHECK(months("2026-03-01") == "2026-03-01..2026-03-02 with 2026-02-01..2026-02-02");
  CHECK(months("2026-03-28") == "2026-03-01..2026-03-29 with 2026-02-01..2026-03-01");
  CHECK(months("2026-03-31") == "2026-03-01..2026-04-01 with 2026-02-01..2026-03-01");
  CHECK(months("2028-03-31") == "2028-03-01..2028-04-01 with 2028-02-01..2028-03-01");
  CHECK(months("2026-01-31") == "2026-01-01..2026-02-01 with 2025-12-01..2026-01-01");
  CHECK(months("2026-02-28") == "2026-02-01..2026-03-01 with 2026-01-01..2026-01-29");
}

TEST_CASE("by month, a range is moved out to whole months; by day it is as asked", "[analytics]") {
  CHECK(range(grain::month, "2026-01-15", "2026-03-02") == "2026-01-01..2026-04-01");
  CHECK(range(grain::month, "2026-01-01", "2026-03-01") == "2026-01-01..2026-03-01");
  CHECK(range(grain::month, "2026-01-10", "2026-01-20") == "2026-01-01..2026-02-01");
  CHECK(range(grain::day, "2026-01-15", "2026-03-02") == "2026-01-15..2026-03-02");
}

TEST_CASE("an empty, turned or endless range is refused", "[analytics]") {
  CHECK(range(grain::day, "2026-01-15", "2026-01-15") == "range_empty");
  CHECK(range(grain::day, "2026-01-15", "2026-01-14") == "range_empty");
  CHECK(range(grain::month, "2026-03-15", "2026-01-14") == "range_empty");
  CHECK(range(grain::day, "2024-01-01", "2026-03-11") == "2024-01-01..2026-03-11");
  CHECK(range(grain::day, "2024-01-01", "2026-03-12") == "range_too_long");
  CHECK(range(grain::month, "2006-01-01", "2026-01-01") == "2006-01-01..2026-01-01");
  CHECK(range(grain::month, "2006-01-01", "2026-01-02") == "range_too_long");
}

TEST_CASE("all groups together are their sums, and one group is itself", "[analytics]") {
  std::vector<day_flow> days{{date("2026-03-01"), "a", {.opening_base = 1, .closing_base = 3, .service_revenue_micros = 10}},
                             {date("2026-03-01"), "b", {.opening_base = 2, .closing_base = 2, .service_revenue_micros = 20}},
                             {date("2026-03-02"), "b", {.opening_base = 2, .closing_base = 2, .service_revenue_micros = 40}}};
  auto all = decide_series(metric::arpu, "all", days);
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].points.size() == 2);
  CHECK(all[0].points[0].of == parts{30, 8});
  CHECK(decide_series(metric::arpu, "each", days).size() == 3);
  auto one = decide_series(metric::base, "b", {days.begin() + 1, days.end()});
  REQUIRE(one.size() == 1);
  CHECK(one[0].group == "b");
  CHECK(decide_series(metric::base, "all", {}).at(0).points.empty());
}
