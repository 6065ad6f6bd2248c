// The no-loss rule: nothing said is missed, nothing is seen twice, order holds for each customer.
#include "db/outbox.hpp"

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {

constexpr db::query hold{"test.hold", "SELECT pg_sleep($1::float8)"};
constexpr db::query lock_customer{"test.lock", "SELECT pg_advisory_xact_lock($1)"};

db::event about(std::int64_t customer, const std::string& payload) {
  return {core::uuid::make(tests::noon()), core::customer_id{customer}, "customer_created", payload, tests::noon()};
}

}  // namespace

TEST_CASE("what is said in a transaction that is rolled back is never heard", "[outbox]") {
  tests::database_case place;
  auto store = place.as("store"), room = place.as("db");
  static constexpr core::refusal no{"no", core::refusal_kind::refused, "No."};
  auto answer = store.transact([&](db::tx& t) -> core::result<int> {
    db::say(t, about(1, "a"));
    return no;
  });
  CHECK(answer.error() == no);
  CHECK(db::sequence_events(room, tests::noon()) == 0);
}

TEST_CASE("the same fact said twice is one event", "[outbox]") {
  tests::database_case place;
  auto store = place.as("store"), room = place.as("db");
  auto fact = about(1, "a");
  for (int i = 0; i < 2; ++i) store.transact([&](db::tx& t) { db::say(t, fact); });
  CHECK(db::sequence_events(room, tests::noon()) == 1);
}

TEST_CASE("no event is missed while writers hold their transactions open", "[outbox]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  tests::database_case place{12};
  constexpr int writers = 8, each = 40;
  std::atomic<int> running{writers};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      std::mt19937 random{static_cast<unsigned>(seed + static_cast<unsigned>(w))};
      auto store = place.as("store");
      for (int i = 0; i < each; ++i)
        store.transact([&](db::tx& t) {
          auto customer = static_cast<std::int64_t>(1 + random() % 5);
          t.exec(lock_customer, customer);
          db::say(t, about(customer, std::to_string(w) + ":" + std::to_string(i)));
          t.exec(hold, static_cast<double>(random() % 10) / 1000);
        });
      --running;
    });
  auto room = place.as("db");
  std::size_t stamped = 0;
  while (running > 0) stamped += db::sequence_events(room, tests::noon(), 7);
  for (auto& it : threads) it.join();
  while (auto more = db::sequence_events(room, tests::noon(), 7)) stamped += more;
  CHECK(stamped == writers * each);

  auto all = room.read([](db::tx& t) { return db::events_after(t, 0, 10'000, {}); });
  REQUIRE(all.size() == writers * each);
  std::map<std::string, int> last;  // of one writer and customer: a writer's own order must hold
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(all[i].position == static_cast<std::int64_t>(i + 1));  // gapless
    auto colon = all[i].payload.find(':');
    auto key = all[i].payload.substr(0, colon) + "/" + std::to_string(all[i].customer.value());
    auto turn = std::stoi(all[i].payload.substr(colon + 1));
    if (last.contains(key)) REQUIRE(last[key] < turn);
    last[key] = turn;
  }
}

TEST_CASE("a consumer takes an event once and stands where it stood", "[outbox]") {
  tests::database_case place;
  auto care = place.as("care"), room = place.as("db");
  place.as("store").transact([&](db::tx& t) { db::say(t, about(1, "a")); });
  db::sequence_events(room, tests::noon());
  place.as("db").transact([&](db::tx& t) {
    auto event = db::events_after(t, 0, 10, {"customer_created"}).at(0);
    CHECK(db::first_time(t, "care", event.id));
    CHECK_FALSE(db::first_time(t, "care", event.id));
    CHECK(db::first_time(t, "billing", event.id));
    CHECK(db::events_after(t, 0, 10, {"other_topic"}).empty());
    CHECK(db::consumer_position(t, "new", false) == 1);
    CHECK(db::consumer_position(t, "old", true) == 0);
    db::record_position(t, "old", 1);
    db::record_position(t, "old", 0);  // never backwards
    CHECK(db::consumer_position(t, "old", true) == 1);
    db::rewind_consumer(t, "old", 0);
    CHECK(db::consumer_position(t, "old", true) == 0);
    db::park_event(t, "care", event, "it says nothing");
  });
}

TEST_CASE("the event log keeps its days and drops the old ones", "[outbox]") {
  tests::database_case place;
  auto room = place.as("db");
  db::keep_event_log(room, tests::noon(), std::chrono::days{7});
  db::keep_event_log(room, tests::noon(), std::chrono::days{7});
  CHECK(place.look("SELECT count(*) FROM pg_inherits WHERE inhparent = 'db.event_log'::regclass") == "5");
  db::keep_event_log(room, tests::noon() + std::chrono::days{30}, std::chrono::days{7});
  CHECK(place.look("SELECT to_regclass('db.event_log_20260302') IS NULL") == "t");
}
