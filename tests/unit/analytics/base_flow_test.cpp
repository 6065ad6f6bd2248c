// The base, day by day: a golden scenario by hand, and the same rules written a second way on random small operators.
#include "tests/catch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <random>
#include <sstream>

#include "analytics/base_flow.hpp"

using namespace analytics;

namespace {

core::civil_date date(const std::string& text) { return *core::parse_date(text); }
core::civil_date plus(core::civil_date day, int days) { return std::chrono::sys_days{day} + std::chrono::days{days}; }

std::string shown(const std::vector<day_flow>& rows) {
  std::string out = "\n";
  for (const auto& [day, group, of] : rows)
    out += fmt::format("{} {} {} {} {} {} {} {} {}\n", core::date_text(day), group, of.opening_base, of.gross_adds, of.migrations_in,
                       of.migrations_out, of.disconnections, of.closing_base, of.service_revenue_micros);
  return out;
}

std::vector<move_count> moves(const std::string& table) {
  std::vector<move_count> out;
  std::istringstream in{table};
  for (std::string day, group, kind; in >> day >> group >> kind;) {
    move_count one{date(day), group, {}, 0};
    boost::describe::enum_from_string(kind.c_str(), one.kind);
    in >> one.lines;
    out.push_back(one);
  }
  return out;
}

std::set<core::civil_date> days_of(const std::vector<move_count>& counts) {
  std::set<core::civil_date> days;
  for (const auto& each : counts) days.insert(each.day);
  return days;
}

}  // namespace

TEST_CASE("ten days of a small operator are what was worked out by hand", "[analytics]") {
  auto counts = moves(R"(
    2026-02-26 basic gross_add 5
    2026-02-27 basic gross_add 3
    2026-02-27 basic disconnection 1
    2026-02-27 plus gross_add 2
    2026-03-01 basic migration_out 2
    2026-03-01 plus migration_in 2
    2026-03-01 plus disconnection 1
    2026-03-03 home gross_add 4
    2026-03-03 home disconnection 4
    2026-03-04 basic disconnection 5
    2026-03-06 plus migration_out 3
    2026-03-06 basic migration_in 1
    2026-03-06 home migration_in 2
    2026-03-07 basic gross_add 1
  )");
  auto rows = decide_day_flows({date("2026-02-26"), date("2026-03-07"), {}, {}, days_of(counts), counts});
  CHECK(shown(rows) == R"(
2026-02-26 basic 0 5 0 0 0 5 0
2026-02-27 basic 5 3 0 0 1 7 0
2026-02-27 plus 0 2 0 0 0 2 0
2026-02-28 basic 7 0 0 0 0 7 0
2026-02-28 plus 2 0 0 0 0 2 0
2026-03-01 basic 7 0 0 2 0 5 0
2026-03-01 plus 2 0 2 0 1 3 0
2026-03-02 basic 5 0 0 0 0 5 0
2026-03-02 plus 3 0 0 0 0 3 0
2026-03-03 basic 5 0 0 0 0 5 0
2026-03-03 home 0 4 0 0 4 0 0
2026-03-03 plus 3 0 0 0 0 3 0
2026-03-04 basic 5 0 0 0 5 0 0
2026-03-04 home 0 0 0 0 0 0 0
2026-03-04 plus 3 0 0 0 0 3 0
2026-03-05 basic 0 0 0 0 0 0 0
2026-03-05 home 0 0 0 0 0 0 0
2026-03-05 plus 3 0 0 0 0 3 0
2026-03-06 basic 0 0 1 0 0 1 0
2026-03-06 home 0 0 2 0 0 2 0
2026-03-06 plus 3 0 0 3 0 0 0
2026-03-07 basic 1 1 0 0 0 2 0
2026-03-07 home 2 0 0 0 0 2 0
2026-03-07 plus 0 0 0 0 0 0 0
)");
}

TEST_CASE("a fact that comes late moves every later day of its group and of no other", "[analytics]") {
  std::vector<day_flow> standing{{date("2026-03-01"), "basic", {5, 1, 0, 0, 0, 6, 70}}, {date("2026-03-01"), "plus", {2, 0, 0, 0, 0, 2, 9}},
                                 {date("2026-03-02"), "basic", {6, 0, 0, 0, 2, 4, 80}}, {date("2026-03-02"), "plus", {2, 0, 0, 0, 0, 2, 9}}};
  auto rows = decide_day_flows({date("2026-03-01"), date("2026-03-02"), {{"basic", 5}, {"plus", 2}}, standing, {date("2026-03-01")},
                                moves("2026-03-01 basic gross_add 1 2026-03-01 basic disconnection 1")});
  CHECK(shown(rows) == R"(
2026-03-01 basic 5 1 0 0 1 5 70
2026-03-02 basic 5 0 0 0 2 3 80
)");
}

TEST_CASE("counting the same days again changes nothing", "[analytics]") {
  auto counts = moves("2026-03-01 basic gross_add 1 2026-03-02 plus gross_add 3");
  days_to_roll from{date("2026-03-01"), date("2026-03-04"), {{"old", 9}}, {}, days_of(counts), counts};
  auto rows = decide_day_flows(from);
  CHECK(rows.size() == 4 + 4 + 3);
  from.standing = rows;
  CHECK(decide_day_flows(from).empty());
}

TEST_CASE("a day recounted to nothing loses what stood there but keeps its revenue", "[analytics]") {
  std::vector<day_flow> standing{{date("2026-03-01"), "basic", {0, 3, 0, 0, 0, 3, 50}}};
  auto rows = decide_day_flows({date("2026-03-01"), date("2026-03-01"), {}, standing, {date("2026-03-01")}, {}});
  CHECK(shown(rows) == "\n2026-03-01 basic 0 0 0 0 0 0 50\n");
}

TEST_CASE("whatever happens to a few lines, every row balances and opens where the day before closed", "[analytics]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 dice{seed};
  auto roll = [&](int sides) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); };
  const std::vector<std::string> groups{"a", "b", "c"};
  for (int operators = 0; operators < 3'000; ++operators) {
    const auto first = plus(date("2026-01-25"), roll(40));
    const int days = 1 + roll(12);
    // The second way: lines one by one, each with the group it is in.
    std::vector<std::string> lines;
    std::map<std::pair<core::civil_date, std::string>, flow> expected;
    std::vector<move_count> counts;
    std::set<core::civil_date> recounted;
    auto note = [&](core::civil_date day, const std::string& group, move_kind kind) { counts.push_back({day, group, kind, 1}); };
    auto base_of = [&](const std::string& group) { return std::count(lines.begin(), lines.end(), group); };
    for (int d = 0; d < days; ++d) {
      const auto day = plus(first, d);
      recounted.insert(day);
      for (const auto& group : groups) expected[{day, group}].opening_base = base_of(group);
      for (int events = roll(5); events > 0; --events) {
        const auto& group = groups[static_cast<std::size_t>(roll(3))];
        if (lines.empty() || roll(3) == 0) {
          lines.push_back(group);
          ++expected[{day, group}].gross_adds;
          note(day, group, move_kind::gross_add);
          continue;
        }
        auto line = lines.begin() + roll(static_cast<int>(lines.size()));
        if (*line == group) {
          ++expected[{day, group}].disconnections;
          note(day, group, move_kind::disconnection);
          lines.erase(line);
        } else {
          ++expected[{day, *line}].migrations_out;
          note(day, *line, move_kind::migration_out);
          ++expected[{day, group}].migrations_in;
          note(day, group, move_kind::migration_in);
          *line = group;
        }
      }
      for (const auto& group : groups) expected[{day, group}].closing_base = base_of(group);
    }
    std::shuffle(counts.begin(), counts.end(), dice);
    std::map<std::pair<core::civil_date, std::string>, flow> got;
    for (const auto& row : decide_day_flows({first, plus(first, days - 1), {}, {}, recounted, counts})) got[{row.day, row.tariff_group}] = row.of;
    std::erase_if(expected, [&](const auto& each) { return !got.contains(each.first) && each.second == flow{}; });  // not seen yet
    REQUIRE(got == expected);
    REQUIRE(std::all_of(got.begin(), got.end(), [](const auto& each) { return each.second.balances(); }));
  }
}
