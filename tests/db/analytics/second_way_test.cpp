// Every figure worked out a second way, in plain SQL straight from moves and charges, for thousands of random small
// operators; and for some of them through the whole room, facts arriving in any order.
#include "tests/catch.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <random>
#include <sstream>

#include "analytics/figures.hpp"
#include "analytics/roll_up.hpp"
#include "analytics/series.hpp"
#include "tests/db/analytics/charges.hpp"
#include "tests/db/analytics/said.hpp"

using namespace tests;
using analytics::flow;
using analytics::move_kind;

namespace {

const core::currency eur = *core::currency::parse("EUR");
constexpr int days_of_story = 90;  // 2026-01-01 to 2026-03-31
const core::civil_date story_begins = *core::parse_date("2026-01-01");

core::civil_date plus(core::civil_date day, int days) { return std::chrono::sys_days{day} + std::chrono::days{days}; }

// What happens to an operator of a few lines in three months.
struct story {
  struct move {
    core::civil_date day;
    std::string group;
    move_kind kind;
  };
  struct charge {
    core::civil_date day;
    std::string group;
    std::int64_t micros;
  };
  std::vector<move> moves;
  std::vector<charge> charges;
};

struct dice {
  std::mt19937 engine;
  int operator()(int sides) { return static_cast<int>(engine() % static_cast<unsigned>(sides)); }
};

story make_story(dice& roll) {
  story out;
  std::vector<std::string> lines;
  const int events_at_most = 1 + roll(3);
  for (int d = 0; d < days_of_story; ++d) {
    if (roll(4) != 0) continue;
    const auto day = plus(story_begins, d);
    for (int event = roll(events_at_most + 1); event > 0; --event) {
      const std::string group(1, static_cast<char>('a' + roll(3)));
      if (roll(3) == 0) {  // revenue, sometimes a credit, sometimes of a line that has left or never came
        out.charges.push_back({day, group, (roll(8) == 0 ? -1 : 1) * std::int64_t{roll(30'000)} * (roll(2) == 0 ? 1'000 : 1)});
      } else if (lines.empty() || roll(3) == 0) {
        lines.push_back(group);
        out.moves.push_back({day, group, move_kind::gross_add});
      } else if (auto line = lines.begin() + roll(static_cast<int>(lines.size())); *line == group) {
        out.moves.push_back({day, group, move_kind::disconnection});
        lines.erase(line);
      } else {
        out.moves.push_back({day, *line, move_kind::migration_out});
        out.moves.push_back({day, group, move_kind::migration_in});
        *line = group;
      }
    }
  }
  return out;
}

std::string line_of(int op, core::civil_date month, const std::string& group, const flow& of) {
  std::string out = fmt::format("{} {} {}", op, core::date_text(month), group);
  for (const auto& each : analytics::definitions) {
    auto shown = analytics::figure_of(each.of, analytics::parts_of(each.of, of), eur);
    out += " " + shown.value.value_or("none");
  }
  return out;
}

// The first way: the room's own arithmetic.
std::string by_the_room(int op, const story& of) {
  analytics::days_to_roll from{story_begins, plus(story_begins, days_of_story - 1), {}, {}, {}, {}};
  for (const auto& move : of.moves) {
    from.recounted.insert(move.day);
    from.counts.push_back({move.day, move.group, move.kind, 1});
  }
  std::map<std::pair<core::civil_date, std::string>, flow> months;
  for (const auto& row : analytics::decide_day_flows(from)) {
    const core::civil_date month{row.day.year(), row.day.month(), std::chrono::day{1}};
    auto [it, first] = months.try_emplace({month, row.tariff_group}, row.of);
    if (first) continue;
    auto& sum = it->second;
    sum.gross_adds += row.of.gross_adds;
    sum.migrations_in += row.of.migrations_in;
    sum.migrations_out += row.of.migrations_out;
    sum.disconnections += row.of.disconnections;
    sum.closing_base = row.of.closing_base;
  }
  for (const auto& charge : of.charges)
    months[{{charge.day.year(), charge.day.month(), std::chrono::day{1}}, charge.group}].service_revenue_micros += charge.micros;
  std::string out;
  for (const auto& [key, sum] : months)
    if (sum != flow{}) out += line_of(op, key.first, key.second, sum) + "\n";
  return out;
}

// The second way. Rows without anything in them are no rows: which group is known on which day is the room's affair.
constexpr const char* in_plain_sql = R"sql(
  CREATE FUNCTION half_even(n numeric, d numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$
    SELECT sign(n) * (q + CASE WHEN 2 * r > d THEN 1 WHEN 2 * r < d THEN 0 ELSE mod(q, 2) END)
    FROM (SELECT div(abs(n), d) AS q, mod(abs(n), d) AS r) x $$;
  CREATE VIEW by_month AS
    WITH months AS (SELECT m::date AS month, (m + interval '1 month')::date AS next
                    FROM generate_series('2026-01-01'::timestamp, '2026-03-01', '1 month') m),
    groups AS (SELECT DISTINCT op, grp FROM move UNION SELECT DISTINCT op, grp FROM charge),
    bases AS (
      SELECT g.op, n.month, g.grp,
             coalesce(sum(m.sign) FILTER (WHERE m.day < n.month), 0) AS opening,
             coalesce(sum(m.sign) FILTER (WHERE m.day < n.next), 0) AS closing,
             count(*) FILTER (WHERE m.kind = 'gross_add' AND m.day >= n.month AND m.day < n.next) AS gross,
             count(*) FILTER (WHERE m.kind = 'disconnection' AND m.day >= n.month AND m.day < n.next) AS gone,
             count(*) FILTER (WHERE m.day >= n.month AND m.day < n.next) AS moves
      FROM groups g CROSS JOIN months n
      LEFT JOIN (SELECT *, CASE WHEN kind IN ('gross_add', 'migration_in') THEN 1 ELSE -1 END AS sign FROM move) m
        ON m.op = g.op AND m.grp = g.grp
      GROUP BY g.op, n.month, g.grp),
    revenues AS (
      SELECT op, date_trunc('month', day)::date AS month, grp, sum(micros) AS revenue FROM charge GROUP BY 1, 2, 3)
    SELECT b.op, b.month, b.grp, concat_ws(' ', b.op, b.month, b.grp,
             CASE WHEN opening + closing > 0
               THEN to_char(half_even(2 * coalesce(revenue, 0), (opening + closing) * 10000) / 100, 'FM999999990.00') ELSE 'none' END,
             closing,
             CASE WHEN opening + closing > 0 THEN to_char(half_even(2 * gone * 10000, opening + closing) / 100, 'FM999999990.00') ELSE 'none' END,
             to_char(half_even(coalesce(revenue, 0), 10000) / 100, 'FM999999990.00'), gross, gone, closing - opening) AS line
    FROM bases b LEFT JOIN revenues r ON r.op = b.op AND r.month = b.month AND r.grp = b.grp
    WHERE opening <> 0 OR closing <> 0 OR moves <> 0 OR coalesce(revenue, 0) <> 0;
)sql";

void tell(int op, const story& of, std::string& moves, std::string& charges) {
  for (const auto& each : of.moves)
    moves += fmt::format("{}({},'{}','{}','{}')", moves.empty() ? "" : ",", op, core::date_text(each.day), each.group,
                         boost::describe::enum_to_string(each.kind, ""));
  for (const auto& each : of.charges)
    charges += fmt::format("{}({},'{}','{}',{})", charges.empty() ? "" : ",", op, core::date_text(each.day), each.group, each.micros);
}

void load(database_case& in, const std::string& moves, const std::string& charges) {
  in.look("CREATE TABLE move (op int, day date, grp text, kind text); CREATE TABLE charge (op int, day date, grp text, micros bigint);"
          "INSERT INTO move VALUES " + moves + "; INSERT INTO charge VALUES " + charges + "; ANALYZE move; ANALYZE charge");
  in.look(in_plain_sql);
}

std::string by_sql(database_case& in) {
  return in.look("SELECT string_agg(line || E'\\n', '' ORDER BY op, month, grp COLLATE \"C\") FROM by_month");
}

// The first line that differs, so that a failure can be read.
std::string first_difference(const std::string& a, const std::string& b) {
  auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() && y == b.end()) return "";
  auto line = [](const std::string& in, std::string::const_iterator at) {
    auto begins = in.rfind('\n', static_cast<std::size_t>(at - in.begin()) - (at == in.begin() ? 0 : 1));
    begins = begins == std::string::npos ? 0 : begins + 1;
    return in.substr(begins, in.find('\n', begins) - begins);
  };
  return line(a, x) + " | " + line(b, y);
}

const auto moscow = *core::zone::find("Europe/Moscow");

// One fact at a time, each at some moment of its day in Moscow, with a roll-up now and then, by any clock.
void hear_out_of_order(database_case& it, charged_ledger& billing, const story& of, dice& roll) {
  const analytics::settings small{.operators_zone = moscow, .days_a_step = 20, .moves_a_step = 7, .positions_a_step = 3};
  auto some_time = [&](core::civil_date day) { return (moscow.start_of(day) + std::chrono::seconds{roll(24 * 3600)}).text(); };
  std::vector<std::function<std::string()>> facts;
  for (const auto& each : of.moves)
    facts.emplace_back([&, when = some_time(each.day)] {
      return fmt::format("WITH m AS (INSERT INTO analytics.line_move VALUES (1, gen_random_uuid(), '{}', 1, '{}', '', '{}') RETURNING *) "
                         "INSERT INTO analytics.move_to_roll_up SELECT customer_id, event_id, at FROM m;",
                         boost::describe::enum_to_string(each.kind, ""), each.group, when);
    });
  for (const auto& each : of.charges)
    facts.emplace_back([&, when = some_time(each.day)] { return billing.insert(1 + roll(100), 1, each.group, when, each.micros); });
  std::shuffle(facts.begin(), facts.end(), roll.engine);
  auto room = it.as("analytics");
  std::string arriving;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    arriving += facts[i]();
    if (i + 1 < facts.size() && roll(12) != 0) continue;
    it.look(std::exchange(arriving, {}));
    analytics::roll_up(room, at("2026-03-31T00:00:00Z"), small, [&](const auto&) { return roll(2) == 0; });
  }
  analytics::roll_up(room, at("2026-03-31T20:00:00Z"), small);
}

// What the page shows, read the way the page reads it.
std::string as_shown(database_case& it, int op) {
  std::map<std::pair<core::civil_date, std::string>, std::string> lines;
  auto room = it.as("analytics");
  for (const auto& each : analytics::definitions) {
    auto all = room.read([&](db::tx& t) {
      return analytics::find_series(t, {each.of, analytics::grain::month, story_begins, *core::parse_date("2026-04-01"), "each"});
    });
    REQUIRE(all.has_value());
    for (const auto& [group, points] : *all)
      if (group != "all")
        for (const auto& point : points)
          lines[{point.at, group}] += " " + analytics::figure_of(each.of, point.of, eur).value.value_or("none");
  }
  std::string out;
  for (const auto& [key, figures] : lines) out += fmt::format("{} {} {}{}\n", op, core::date_text(key.first), key.second, figures);
  return out;
}

// Without the months in which there is nothing to see: whether a group already has a row then is the room's affair.
std::string telling(const std::string& lines) {
  std::istringstream in{lines};
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (line.find_first_not_of(" none.0", line.find(' ', 12) + 2) != std::string::npos) out += line + "\n";
  return out;
}

}  // namespace

TEST_CASE("three thousand small operators have the same figures worked out in C++ and in SQL", "[analytics][db]") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  dice roll{std::mt19937{seed}};
  database_case it;
  std::string moves, charges, ours;
  for (int op = 1; op <= 3'000; ++op) {
    auto of = make_story(roll);
    tell(op, of, moves, charges);
    ours += by_the_room(op, of);
  }
  load(it, moves, charges);
  CHECK(first_difference(ours, by_sql(it)) == "");
  CHECK(std::count(ours.begin(), ours.end(), '\n') > 15'000);
}

TEST_CASE("facts that arrive in any order, a few at a time, come to the same figures as SQL over all of them", "[analytics][db]") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  dice roll{std::mt19937{seed}};
  for (int op = 1; op <= 12; ++op) {
    database_case it;
    charged_ledger billing{it};
    auto of = make_story(roll);
    std::string moves, charges;
    tell(op, of, moves, charges);
    if (moves.empty() || charges.empty()) continue;
    load(it, moves, charges);
    hear_out_of_order(it, billing, of, roll);
    REQUIRE(it.look("SELECT count(*) FROM analytics.day_flow a JOIN analytics.day_flow b ON b.day = a.day + 1 AND b.tariff_group = a.tariff_group "
                    "WHERE b.opening_base <> a.closing_base") == "0");
    REQUIRE(first_difference(telling(as_shown(it, op)), telling(by_sql(it))) == "");
  }
}
