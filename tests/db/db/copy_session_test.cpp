// The hot path's own session: binary COPY, statements sent ahead, and what becomes of them when something fails.
#include "db/copy_session.hpp"

#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {

struct copy_case : tests::database_case {
  copy_case() {
    look("CREATE TABLE billing.thing (flag boolean, small smallint, middle int, big bigint, words text, at timestamptz, id uuid); "
         "ALTER TABLE billing.thing OWNER TO abonent_billing");
  }
  db::copy_session session{database().config(), "billing"};
};

constexpr db::query put{"test.put", "INSERT INTO billing.thing (middle) VALUES ($1)"};
constexpr db::query take{"test.take", "DELETE FROM billing.thing WHERE middle = $1 RETURNING middle"};
constexpr db::query divide{"test.divide", "SELECT 1 / $1::int"};
constexpr db::query count{"test.count", "SELECT count(*) FROM billing.thing"};
constexpr std::string_view columns = "billing.thing (flag, small, middle, big, words, at, id)";

}  // namespace

TEST_CASE("what is copied in binary arrives as it was, nothing included", "[db]") {
  copy_case town;
  db::copy_rows rows{7};
  auto id = core::uuid::named("thing");
  rows.begin_row();
  rows.add(true);
  rows.add(std::int16_t{-3});
  rows.add(std::int32_t{2'000'000'000});
  rows.add(std::int64_t{INT64_MIN});
  rows.add(std::string_view{"Zażółć \n\t\\N"});
  rows.add(*core::instant::parse("1999-12-31T23:59:59.999999Z"));
  rows.add(id);
  rows.begin_row();
  for (int i = 0; i < 5; ++i) rows.add_null();
  rows.add(std::optional<core::instant>{});
  rows.add(std::optional<core::uuid>{});
  CHECK(rows.count() == 2);
  town.session.transact([&](db::copy_tx& t) {
    t.copy(columns, rows);
    return true;
  });
  CHECK(town.look("SELECT flag || ' ' || small || ' ' || middle || ' ' || big || ' ' || (words = E'Zażółć \\n\\t\\\\N') || ' ' || (at = "
                  "'1999-12-31T23:59:59.999999Z') || ' ' || id FROM billing.thing WHERE flag") ==
        "true -3 2000000000 -9223372036854775808 true true " + id.text());
  CHECK(town.look("SELECT count(*) FROM billing.thing WHERE num_nulls(flag, small, middle, big, words, at, id) = 7") == "1");
}

TEST_CASE("statements sent ahead are answered in their order", "[db]") {
  copy_case town;
  town.session.transact([&](db::copy_tx& t) {
    t.send(put, 1);
    t.send(put, 2);
    t.send(take, 2);
    t.send(count);
    auto answers = t.settle();
    REQUIRE(answers.size() == 4);
    CHECK(answers[0].affected() == 1);
    CHECK(answers[2][0].get<int>(0) == 2);
    CHECK(answers[3][0].get<int>("count") == 1);
    CHECK(t.settle().empty());
    return true;
  });
  CHECK(town.look("SELECT count(*) FROM billing.thing") == "1");
}

TEST_CASE("one refused statement takes back everything, and the session goes on working", "[db]") {
  copy_case town;
  auto fails = [&](auto&& body) { CHECK_THROWS_AS(town.session.transact(body), db::statement_failed); };
  fails([&](db::copy_tx& t) {
    t.send(put, 1);
    t.send(divide, 0);
    t.send(put, 2);
    t.settle();
    return true;
  });
  fails([&](db::copy_tx& t) {
    t.exec(put, 1);
    t.send(divide, 0);
    return true;  // not settled by the body: the commit does not slip through
  });
  fails([&](db::copy_tx& t) {
    db::copy_rows broken{2};
    broken.begin_row();
    broken.add(true);
    broken.add_null();
    t.exec(put, 1);
    t.copy(columns, broken);
    return true;
  });
  try {
    town.session.transact([&](db::copy_tx& t) { return !t.exec(divide, 0).empty(); });
  } catch (const db::statement_failed& why) {
    CHECK(why.sqlstate == "22012");
  }
  CHECK(town.look("SELECT count(*) FROM billing.thing") == "0");
  CHECK_FALSE(town.session.transact([&](db::copy_tx& t) {
    t.exec(put, 1);
    return false;
  }));
  CHECK(town.session.transact([&](db::copy_tx& t) { return t.change(put, 1) == 1; }));
  CHECK(town.look("SELECT count(*) FROM billing.thing") == "1");
}

TEST_CASE("the hot path stands in its room's role and meets the same walls", "[db]") {
  copy_case town;
  db::copy_session other{town.database().config(), "analytics"};
  try {
    other.transact([&](db::copy_tx& t) { return t.change(put, 1) == 1; });
    FAIL("analytics wrote into billing");
  } catch (const db::statement_failed& why) {
    CHECK(why.sqlstate == "42501");
  }
}

TEST_CASE("a steady reading sees one moment and writes nothing", "[db]") {
  copy_case town;
  town.session.read_steadily([&](db::copy_tx& t) {
    CHECK(t.get<int>(count) == 0);
    town.look("INSERT INTO billing.thing (middle) VALUES (7)");
    CHECK(t.get<int>(count) == 0);
  });
  CHECK_THROWS_AS(town.session.read_steadily([&](db::copy_tx& t) { t.exec(put, 1); }), db::statement_failed);
}

TEST_CASE("what waits for the commit is called after it, and not at all when there was none", "[db]") {
  copy_case town;
  int called = 0;
  auto run = [&](bool commit) {
    town.session.transact([&](db::copy_tx& t) {
      t.after_commit([&] { ++called; });
      CHECK(called == 0);
      return commit;
    });
  };
  run(false);
  CHECK(called == 0);
  run(true);
  CHECK(called == 1);
}

TEST_CASE("a lost connection is told apart from a lost COMMIT", "[db]") {
  copy_case town;
  constexpr db::query die{"test.die", "SELECT public.die()"};
  town.look("CREATE FUNCTION public.die() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN 1; END $$");
  CHECK_THROWS_AS(town.session.transact([&](db::copy_tx& t) { return !t.exec(die).empty(); }), db::unavailable);
  town.look("CREATE FUNCTION public.die_late() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN PERFORM public.die(); RETURN NULL; END $$");
  town.look("CREATE CONSTRAINT TRIGGER die AFTER INSERT ON billing.thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.die_late()");
  CHECK_THROWS_AS(town.session.transact([&](db::copy_tx& t) { return t.change(put, 1) == 1; }), db::in_doubt);
  town.look("DROP TRIGGER die ON billing.thing");
  CHECK(town.session.transact([&](db::copy_tx& t) { return t.change(put, 1) == 1; }));
}
