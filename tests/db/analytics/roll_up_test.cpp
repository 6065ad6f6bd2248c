// From what was heard to days that always balance, in whatever order and however often it is run.
#include "tests/catch.hpp"

#include <thread>

#include "analytics/roll_up.hpp"
#include "tests/db/analytics/charges.hpp"
#include "tests/db/analytics/said.hpp"

using namespace tests;

namespace {

const core::zone moscow = *core::zone::find("Europe/Moscow");

analytics::roll_up_progress roll(database_case& in, const std::string& now, analytics::settings with = {}) {
  auto room = in.as("analytics");
  return analytics::roll_up(room, at(now), with);
}

// day group opening+gross+in-out-gone=closing revenue
std::string days(database_case& in) {
  return in.look(
      "SELECT coalesce(string_agg(format('%s %s %s+%s+%s-%s-%s=%s %s', to_char(day, 'MM-DD'), tariff_group, opening_base, gross_adds, "
      "migrations_in, migrations_out, disconnections, closing_base, service_revenue_micros), '; ' ORDER BY day, tariff_group), '') "
      "FROM analytics.day_flow");
}

}  // namespace

TEST_CASE("activations, migrations, disconnections and charges become days", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z")), activated(2, "basic", at("2026-03-01T11:00:00Z")),
            changed(1, "basic", "plus", at("2026-03-02T10:00:00Z")), terminated(2, "basic", at("2026-03-03T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 100);
  billing.add(1, 1, "plus", "2026-03-02T12:00:00Z", 20);
  billing.add(2, 2, "basic", "2026-03-02T12:00:00Z", 3);
  billing.top_up(2, "2026-03-02T12:00:00Z", 50'000'000);
  billing.add(2, 2, "basic", "2026-03-02T12:00:00Z", -1);
  auto done = roll(it, "2026-03-03T20:00:00Z");
  CHECK(days(it) == "03-01 basic 0+2+0-0-0=2 100; 03-02 basic 2+0+0-1-0=1 2; 03-02 plus 0+0+1-0-0=1 20; "
                    "03-03 basic 1+0+0-0-1=0 0; 03-03 plus 1+0+0-0-0=1 0");
  CHECK(done.moves == 4);
  CHECK(done.charges == 4);
  CHECK(done.days_left == 0);
  CHECK_FALSE(done.more);
  CHECK(it.look("SELECT last_success_at = '2026-03-03T20:00:00Z' FROM analytics.job WHERE name = 'roll_up'") == "t");
  CHECK(it.look("SELECT string_agg(subscriber_id || ':' || last_day, ' ' ORDER BY subscriber_id) FROM analytics.line_charged") ==
        "1:2026-03-02 2:2026-03-02");
}

TEST_CASE("run again with nothing new, it writes nothing and counts nothing twice", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 100);
  roll(it, "2026-03-01T20:00:00Z");
  auto again = roll(it, "2026-03-01T21:00:00Z");
  CHECK(again.days_written == 0);
  CHECK(again.charges == 0);
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100");
  roll(it, "2026-03-02T00:30:00Z");  // a new day opens with yesterday's base
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100; 03-02 basic 1+0+0-0-0=1 0");
}

TEST_CASE("facts that come late are counted on the day they happened, and every later day is put right", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-02T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-02T12:00:00Z", 100);
  roll(it, "2026-03-04T20:00:00Z");
  hear(it, {activated(2, "basic", at("2026-02-28T10:00:00Z")), terminated(2, "basic", at("2026-03-03T10:00:00Z"))});
  billing.add(2, 2, "basic", "2026-03-01T12:00:00Z", 7);
  roll(it, "2026-03-04T21:00:00Z");
  CHECK(days(it) == "02-28 basic 0+1+0-0-0=1 0; 03-01 basic 1+0+0-0-0=1 7; 03-02 basic 1+1+0-0-0=2 100; "
                    "03-03 basic 2+0+0-0-1=1 0; 03-04 basic 1+0+0-0-0=1 0");
}

TEST_CASE("a day begins at the operator's midnight", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-02-28T20:59:59Z")), activated(2, "basic", at("2026-02-28T21:00:00Z"))});
  billing.add(1, 1, "basic", "2026-02-28T20:59:59Z", 1);
  billing.add(2, 2, "basic", "2026-02-28T21:00:00Z", 10);
  roll(it, "2026-02-28T22:00:00Z", {.operators_zone = moscow});
  CHECK(days(it) == "02-28 basic 0+1+0-0-0=1 1; 03-01 basic 1+1+0-0-0=2 10");
}

TEST_CASE("an operator that moves to another zone gets every day anew", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-02-28T21:00:00Z")), changed(1, "basic", "plus", at("2026-02-28T22:00:00Z"))});
  billing.add(1, 1, "plus", "2026-02-28T22:30:00Z", 5);
  roll(it, "2026-02-28T23:00:00Z");
  CHECK(days(it) == "02-28 basic 0+1+0-1-0=0 0; 02-28 plus 0+0+1-0-0=1 5");
  roll(it, "2026-02-28T23:00:00Z", {.operators_zone = moscow});
  CHECK(days(it) == "03-01 basic 0+1+0-1-0=0 0; 03-01 plus 0+0+1-0-0=1 5");
}

TEST_CASE("what is dated into the future waits for its day; a charge of a fast clock counts today", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z")), activated(2, "basic", at("2026-03-02T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-02T00:00:03Z", 5);
  CHECK_FALSE(roll(it, "2026-03-01T23:59:59Z").more);
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 5");
  roll(it, "2026-03-02T11:00:00Z");
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 5; 03-02 basic 1+1+0-0-0=2 0");
}

TEST_CASE("charges of self-tests and in another currency than the operator's are no revenue, and are passed once", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 100);
  billing.add(3, 3, "basic", "2026-03-01T12:00:00Z", 1000, "USD");
  billing.add(2, 2, "basic", "2026-03-01T12:00:00Z", 10'000, "EUR", true);
  auto done = roll(it, "2026-03-01T20:00:00Z");
  CHECK(done.charges == 1);
  CHECK(done.charges_in_other_currencies == 1);
  CHECK(roll(it, "2026-03-01T21:00:00Z").charges_in_other_currencies == 0);
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100");
}

TEST_CASE("charges are found in whatever segment of the ledger they lie, and read once", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 1);
  roll(it, "2026-03-01T20:00:00Z");
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 10);
  billing.add(2, 2, "basic", "2026-03-01T12:00:00Z", 100);
  billing.seal();
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 1000);
  CHECK(roll(it, "2026-03-01T21:00:00Z").charges == 3);
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 1111");
  billing.add(2, 2, "basic", "2026-03-01T12:00:00Z", 10'000);
  CHECK(roll(it, "2026-03-01T22:00:00Z").charges == 1);
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 11111");
}

TEST_CASE("a long past is rolled up in steps that can stop anywhere and go on", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  std::vector<db::logged_event> all;
  for (int line = 1; line <= 40; ++line) all.push_back(activated(line, "basic", at("2025-12-01T10:00:00Z") + std::chrono::hours{24 * 2 * line}));
  hear(it, all);
  for (int i = 0; i < 30; ++i) billing.add(64, 1, "basic", "2026-01-01T12:00:00Z", 1);
  analytics::settings small{.days_a_step = 7, .moves_a_step = 3, .positions_a_step = 4};
  auto room = it.as("analytics");
  int steps = 0;
  auto first = analytics::roll_up(room, at("2026-03-01T12:00:00Z"), small, [&](const auto&) { return ++steps < 5; });
  CHECK(first.more);
  CHECK(first.days_left > 0);
  CHECK(it.look("SELECT count(*) FROM analytics.job") == "0");
  auto rest = analytics::roll_up(room, at("2026-03-01T12:00:00Z"), small);
  CHECK(first.moves + rest.moves == 40);
  CHECK(rest.charges == 30);
  CHECK(it.look("SELECT closing_base FROM analytics.day_flow WHERE day = '2026-03-01'") == "40");
  CHECK(it.look("SELECT sum(service_revenue_micros) FROM analytics.day_flow") == "30");
  CHECK(it.look("SELECT count(*) FROM analytics.day_flow a JOIN analytics.day_flow b ON b.day = a.day + 1 AND b.tariff_group = a.tariff_group "
                "WHERE b.opening_base <> a.closing_base") == "0");
}

TEST_CASE("a step that dies before its end leaves its facts waiting", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 100);
  auto room = it.as("analytics");
  CHECK_THROWS(room.transact([&](db::tx& t) {
    analytics::roll_up_step(t, at("2026-03-01T20:00:00Z"), {});
    throw std::runtime_error{"killed"};
  }));
  CHECK(days(it).empty());
  roll(it, "2026-03-01T20:00:00Z");
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100");
}

TEST_CASE("two roll-ups at once: one does the work, the other goes away, nothing is counted twice", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 100);
  auto one = it.as("analytics");
  one.transact([&](db::tx& t) {
    analytics::roll_up_step(t, at("2026-03-01T20:00:00Z"), {});
    auto other = roll(it, "2026-03-01T20:00:00Z");
    CHECK(other.moves + other.charges + other.days_written == 0);
    CHECK_FALSE(other.more);
  });
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100");
  CHECK(it.look("SELECT count(*) FROM analytics.job") == "0");  // the one that went away has succeeded at nothing
  std::vector<std::thread> many;
  for (int i = 0; i < 4; ++i) many.emplace_back([&] { roll(it, "2026-03-02T20:00:00Z"); });
  for (auto& each : many) each.join();
  CHECK(days(it) == "03-01 basic 0+1+0-0-0=1 100; 03-02 basic 1+0+0-0-0=1 0");
}
