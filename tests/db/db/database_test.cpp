// The pool: bounded, in the right role, and honest about what it does not know.
#include "db/database.hpp"

#include <thread>

#include "db/copy_session.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {
constexpr db::query one{"test.one", "SELECT 1"};
constexpr db::query role{"test.role", "SELECT current_user::text"};
constexpr db::query own_pid{"test.own_pid", "SELECT pg_backend_pid()"};
constexpr db::query values{"test.values", "SELECT $1::text, $2::bigint, $3::text[], $4::bytea, $5::timestamptz, $6::uuid"};
}  // namespace

TEST_CASE("a verb works in its room's role", "[db]") {
  tests::database_case place;
  for (auto room : {"store", "db", "store"})
    CHECK(place.as(room).read([](db::tx& t) { return t.get<std::string>(role); }) == std::string{"abonent_"} + room);
}

TEST_CASE("when every connection is taken the caller is told, not kept for ever", "[db]") {
  tests::database_case place{1};
  db::database_config config = place.database().config();
  config.checkout_timeout = std::chrono::milliseconds{50};
  db::database small{config};
  auto outer = small.as("db"), inner = small.as("db");
  outer.read([&](db::tx&) { CHECK_THROWS_AS(inner.read([](db::tx& t) { t.exec(one); }), db::unavailable); });
  CHECK_NOTHROW(inner.read([](db::tx& t) { t.exec(one); }));
}

TEST_CASE("a lost connection is reported and replaced, never silently revived", "[db]") {
  tests::database_case place{1};
  auto room = place.as("store");
  CHECK_THROWS_AS(room.transact([&](db::tx& t) {
    place.look("SELECT pg_terminate_backend(" + std::to_string(t.get<std::int64_t>(own_pid)) + ")");
    t.exec(one);
  }), db::unavailable);
  CHECK(room.read([](db::tx& t) { return t.get<std::string>(role); }) == "abonent_store");
}

TEST_CASE("after a commit, and only then, what was left for it is done", "[db]") {
  tests::database_case place;
  auto room = place.as("store");
  int done = 0;
  static constexpr core::refusal no{"no", core::refusal_kind::refused, "No."};
  (void)room.transact([&](db::tx& t) -> core::result<void> {
    t.after_commit([&] { ++done; });
    return no;
  });
  CHECK(done == 0);
  room.transact([&](db::tx& t) {
    t.after_commit([&] { ++done; });
    CHECK(done == 0);
  });
  CHECK(done == 1);
}

TEST_CASE("values cross to PostgreSQL and back unchanged", "[db]") {
  tests::database_case place;
  auto id = core::uuid::make(tests::noon());
  place.as("store").read([&](db::tx& t) {
    std::string odd = "it's \"quoted\" \\ and Ёлка";
    auto answer = t.exec(values, odd, -5, std::vector<std::string>{odd, "", "NULL", "{,}"}, db::bytes{std::string{"\0\xFF", 2}}, tests::noon(), id);
    CHECK(answer[0].get<std::string>(0) == odd);
    CHECK(answer[0].get<std::int64_t>(1) == -5);
    CHECK(answer[0].get<std::vector<std::string>>(2) == std::vector<std::string>{odd, "", "NULL", "{,}"});
    CHECK(answer[0].get<db::bytes>(3).data == std::string{"\0\xFF", 2});
    CHECK(answer[0].get<core::instant>(4) == tests::noon());
    CHECK(answer[0].get<core::uuid>(5) == id);
    CHECK_THROWS_WITH(answer[0].get<std::int64_t>(0), Catch::Contains("integer"));
    CHECK(t.find<std::int64_t>(one) == 1);
  });
}

TEST_CASE("a read cannot write", "[db]") {
  tests::database_case place;
  static constexpr db::query write{"test.write", "INSERT INTO db.consumer (name, position) VALUES ('x', 0)"};
  CHECK_THROWS_WITH(place.as("db").read([](db::tx& t) { t.exec(write); }), Catch::Contains("read-only"));
}

TEST_CASE("a statement that takes too long is ended, and the next one runs as before", "[db]") {
  tests::database_case place{1};
  static constexpr db::query hurry{"test.hurry", "SELECT set_config('statement_timeout', '50', true)"};
  static constexpr db::query dawdle{"test.dawdle", "SELECT 1 FROM pg_sleep(10)"};
  auto room = place.as("db");
  auto slow = [](db::tx& t) {
    t.exec(hurry);
    t.exec(dawdle);
  };
  CHECK_THROWS_AS(room.read(slow), db::took_too_long);
  CHECK(room.read([](db::tx& t) { return t.get<std::int64_t>(one); }) == 1);
}

namespace {
constexpr db::query put{"test.put", "SELECT set_config('test.value', $1, true)"};
constexpr db::query look{"test.look", "SELECT current_setting('test.value')"};
constexpr db::query divide{"test.divide", "SELECT 1 / $1::int"};
constexpr db::query never{"test.never", "SELECT 7 WHERE $1::int > 0"};

void say_four_things(db::tx& t) {
  t.send(put, "first");
  t.send(look);
  t.send(put, "second");
  t.send(look);
  auto answers = t.settle();
  REQUIRE(answers.size() == 4);
  CHECK(answers[1][0].get<std::string>(0) == "first");
  CHECK(answers[3][0].get<std::string>(0) == "second");
  CHECK(t.settle().empty());
  CHECK(t.get<std::string>(look) == "second");
}
}  // namespace

TEST_CASE("statements sent together are answered in order, in one transaction, on either kind of connection", "[db]") {
  tests::database_case place{1};
  auto room = place.as("store");
  room.read(say_four_things);
  room.transact(say_four_things);
  for (int again = 0; again < 2; ++again) room.read_together(say_four_things);
}

TEST_CASE("when one of the statements sent together fails, the connection serves on", "[db]") {
  tests::database_case place{1};
  auto room = place.as("store");
  auto pid = room.read_together([](db::tx& t) { return t.get<std::int64_t>(own_pid); });
  std::string said;
  try {
    room.read_together([](db::tx& t) {
      t.send(one);
      t.send(divide, 0);
      t.send(never, 1);  // skipped, and not prepared either
      t.settle();
    });
  } catch (const db::statement_failed& why) {
    said = why.sqlstate;
  }
  CHECK(said == "22012");  // division_by_zero
  room.read_together([](db::tx& t) {
    CHECK(t.get<int>(never, 1) == 7);
    CHECK(t.get<int>(divide, 1) == 1);
  });
  // What nobody asked the answer of is heard before the end.
  CHECK_THROWS_AS(room.read_together([](db::tx& t) { t.send(divide, 0); }), db::statement_failed);
  CHECK_THROWS(room.read([](db::tx& t) { t.send(divide, 0); }));
  CHECK(room.read_together([](db::tx& t) { return t.get<std::int64_t>(own_pid); }) == pid);
}

TEST_CASE("reading together keeps the walls: the room's role, no writing, an end to what takes too long, no more than agreed", "[db]") {
  tests::database_case place{1};
  static constexpr db::query write{"test.write_together", "INSERT INTO db.consumer (name, position) VALUES ('x', 0)"};
  static constexpr db::query hurry{"test.hurry_together", "SELECT set_config('statement_timeout', '50', true)"};
  static constexpr db::query dawdle{"test.dawdle_together", "SELECT 1 FROM pg_sleep(10)"};
  for (auto name : {"store", "db", "store"})
    CHECK(place.as(name).read_together([](db::tx& t) { return t.get<std::string>(role); }) == std::string{"abonent_"} + name);
  auto room = place.as("db");
  CHECK_THROWS_WITH(room.read_together([](db::tx& t) { t.exec(write); }), Catch::Contains("read-only"));
  CHECK_THROWS_AS(room.read_together([](db::tx& t) {
    t.exec(hurry);
    t.exec(dawdle);
  }), db::took_too_long);
  CHECK_THROWS_AS(room.read_together([&](db::tx& t) {
    place.look("SELECT pg_terminate_backend(" + std::to_string(t.get<std::int64_t>(own_pid)) + ")");
    t.exec(one);
  }), db::unavailable);
  CHECK_THROWS_AS(room.read_together([](db::tx&) { throw std::domain_error{"of the verb"}; }), std::domain_error);
  CHECK(room.read_together([](db::tx& t) { return t.get<std::string>(role); }) == "abonent_db");
  db::database_config config = place.database().config();
  config.checkout_timeout = std::chrono::milliseconds{50};
  db::database small{config};
  auto outer = small.as("db"), inner = small.as("db");
  outer.read_together([&](db::tx&) { CHECK_THROWS_AS(inner.read_together([](db::tx& t) { t.exec(one); }), db::unavailable); });
}
