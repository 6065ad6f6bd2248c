// What analytics writes down of what it hears.
#include "tests/catch.hpp"

#include "analytics/analytics_sql.hpp"
#include "tests/db/analytics/said.hpp"

using namespace tests;

namespace {

std::string moves(database_case& in) {
  return in.look(
      "SELECT string_agg(kind || ' ' || subscriber_id || ' ' || tariff_group || ' ' || reason || '@' || "
      "to_char(at AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), '; ' ORDER BY at, kind DESC) FROM analytics.line_move");
}

}  // namespace

TEST_CASE("every query of the room is understood by PostgreSQL in the room's role", "[analytics][db]") {
  database_case it;
  prepare_all(it.as("analytics"), analytics::sql::all);
}

TEST_CASE("a line switched on, moved to another tariff and disconnected leaves four moves", "[analytics][db]") {
  database_case it;
  hear(it, {activated(7, "basic", at("2026-03-01T10:00:00Z")), changed(7, "basic", "plus", at("2026-03-02T10:00:00Z")),
            terminated(7, "plus", at("2026-03-03T10:00:00Z"))});
  CHECK(moves(it) == "gross_add 7 basic @03-01 10:00; migration_out 7 basic @03-02 10:00; migration_in 7 plus @03-02 10:00; "
                     "disconnection 7 plus customer_request@03-03 10:00");
  CHECK(it.look("SELECT count(*) FROM analytics.move_to_roll_up") == "3");
}

TEST_CASE("an event heard twice is written once", "[analytics][db]") {
  database_case it;
  auto once = activated(7, "basic", at("2026-03-01T10:00:00Z")), moved = changed(7, "basic", "plus", at("2026-03-02T10:00:00Z"));
  hear(it, {once, moved});
  hear(it, {once, moved, once});
  CHECK(it.look("SELECT count(*) FROM analytics.line_move") == "3");
}

TEST_CASE("a self-test's line is in no figure, a change within one tariff group is no migration", "[analytics][db]") {
  database_case it;
  auto noon = at("2026-03-01T10:00:00Z");
  hear(it, {activated(1, "basic", noon, true), changed(1, "basic", "plus", noon, true), terminated(1, "plus", noon, true),
            changed(2, "basic", "basic", noon)});
  CHECK(it.look("SELECT count(*) FROM analytics.line_move") == "0");
}

TEST_CASE("a line of an offering without a group is still somewhere", "[analytics][db]") {
  database_case it;
  hear(it, {activated(7, "", at("2026-03-01T10:00:00Z"))});
  CHECK(moves(it) == "gross_add 7 ungrouped @03-01 10:00");
}

TEST_CASE("what others say of other things is passed over; an unreadable sentence is not", "[analytics][db]") {
  database_case it;
  auto noon = at("2026-03-01T10:00:00Z");
  hear(it, {logged("top_up_received", 7, "whatever", noon)});
  CHECK(moves(it).empty());
  CHECK_THROWS_AS(hear(it, {logged("subscriber_activated", 7, "\xff\xff nothing", noon)}), std::runtime_error);
}

TEST_CASE("the database itself refuses a day that does not balance and a move it has no word for", "[analytics][db]") {
  database_case it;
  CHECK_THROWS_WITH(it.look("INSERT INTO analytics.day_flow (day, tariff_group, opening_base, gross_adds, closing_base) "
                            "VALUES ('2026-03-01', 'basic', 5, 1, 5)"),
                    Catch::Contains("base_balances"));
  CHECK_THROWS_WITH(it.look("INSERT INTO analytics.day_flow (day, tariff_group, gross_adds, disconnections) VALUES ('2026-03-01', 'basic', -1, -1)"),
                    Catch::Contains("_check"));
  CHECK_THROWS_WITH(it.look("INSERT INTO analytics.line_move VALUES (1, gen_random_uuid(), 'lost', 1, 'basic', '', now())"),
                    Catch::Contains("kind_check"));
  CHECK_THROWS_WITH(it.look("INSERT INTO analytics.line_move VALUES (1, gen_random_uuid(), 'gross_add', 1, 'basic', 'fraud', now())"),
                    Catch::Contains("only_a_disconnection"));
}
