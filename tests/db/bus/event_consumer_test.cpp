// A room hears: every event has its effect exactly once and in order, whatever breaks in between.
#include "bus/event_consumer.hpp"

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/db/bus/speakers_corner.hpp"

namespace {

using namespace tests;

constexpr db::query write_effect{"test.write_effect", "INSERT INTO db.effect (customer_id, what) VALUES ($1, $2)"};
constexpr db::query hold{"test.hold", "SELECT pg_sleep($1::float8)"};
constexpr db::query lock_customer{"test.lock_customer", "SELECT pg_advisory_xact_lock($1)"};

// Effects are rows without any constraint: done twice is seen twice.
struct room : speakers_corner {
  room() { place.look("CREATE TABLE db.effect (nr bigint GENERATED ALWAYS AS IDENTITY, customer_id bigint, what text); "
                      "GRANT ALL ON db.effect TO PUBLIC"); }
  bus::event_consumer_options listening() { return {bus.to(address, key), "analytics"}; }
  std::size_t effects() { return std::stoul(place.look("SELECT count(*) FROM db.effect")); }
  std::size_t different_effects() { return std::stoul(place.look("SELECT count(DISTINCT what) FROM db.effect")); }
  std::size_t parked() { return std::stoul(place.look("SELECT count(*) FROM db.parked_event")); }
};

void note(db::tx& t, const db::logged_event& it) { t.exec(write_effect, it.customer, it.payload); }

}  // namespace

TEST_CASE("every event has its effect once, in the order of what was said", "[bus][consumer]") {
  room here;
  for (int i = 0; i < 250; ++i) here.say(1, std::to_string(i));
  bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"), note};
  REQUIRE(eventually([&] { return here.effects() >= 250; }, 10s));
  CHECK(here.place.look("SELECT string_agg(what, ',' ORDER BY nr) = (SELECT string_agg(i::text, ',' ORDER BY i) FROM "
                        "generate_series(0, 249) i) FROM db.effect") == "t");
  CHECK(eventually(
      [&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'analytics'") == "250"; }));
}

TEST_CASE("nothing is missed and order holds for each customer while writers hold their transactions open",
          "[bus][consumer]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  room here;
  constexpr int writers = 5, each = 30;
  bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"), note};
  std::vector<std::jthread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      std::mt19937 dice{static_cast<unsigned>(seed + static_cast<unsigned>(w))};
      auto store = here.place.as("store");
      for (int i = 0; i < each; ++i)
        store.transact([&](db::tx& t) {
          auto customer = static_cast<std::int64_t>(1 + dice() % 4);
          t.exec(lock_customer, customer);
          auto what = std::to_string(w) + ":" + std::to_string(i);
          db::say(t, {core::uuid::make(here.clock.now()), core::customer_id{customer}, "customer_created", what,
                      here.clock.now()});
          t.exec(hold, static_cast<double>(dice() % 20) / 1000);
        });
    });
  threads.clear();
  REQUIRE(eventually([&] { return here.effects() >= writers * each; }, 20s));
  CHECK(here.effects() == writers * each);
  CHECK(here.different_effects() == writers * each);
  // A writer's own order within one customer must be the order of the effects.
  CHECK(
      here.place.look(
          "SELECT count(*) FROM (SELECT split_part(what, ':', 2)::int AS turn, lag(split_part(what, ':', 2)::int) OVER "
          "(PARTITION BY customer_id, split_part(what, ':', 1) ORDER BY nr) AS before FROM db.effect) x "
          "WHERE turn < before") == "0");
}

TEST_CASE("effects happen once although handlers fail, connections break and the endpoint restarts",
          "[bus][consumer]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  room here;
  std::mt19937 dice{seed};
  std::atomic<int> failures{0};
  std::map<std::string, int> failed;
  auto shaky = [&](db::tx& t, const db::logged_event& it) {
    note(t, it);
    if (dice() % 10 == 0 && ++failed[it.payload] < 3) {
      ++failures;
      throw std::runtime_error{"after the effect, before the commit"};
    }
  };
  std::optional<bus::event_consumer> consumer{std::in_place, here.bus.zmq, here.listening(), here.place.as("store"),
                                              shaky};
  for (int i = 0; i < 300; ++i) {
    here.say(i % 5, std::to_string(i));
    if (i % 75 == 40) {
      here.stop();
      here.start();
    }
    if (i % 100 == 60) {
      consumer.reset();
      failed.clear();
      consumer.emplace(here.bus.zmq, here.listening(), here.place.as("store"), shaky);
    }
  }
  REQUIRE(eventually([&] { return here.different_effects() == 300; }, 30s));
  CHECK(failures > 0);
  consumer.reset();
  CHECK(here.effects() == 300);
  CHECK(here.parked() == 0);
}

TEST_CASE("an event that fails three times is parked with its reason, and the next ones go on in order",
          "[bus][consumer]") {
  room here;
  std::atomic<int> tries{0};
  bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"),
                               [&](db::tx& t, const db::logged_event& it) {
                                 note(t, it);
                                 if (it.payload != "poison") return;
                                 ++tries;
                                 throw std::runtime_error{"cannot digest this"};
                               }};
  for (auto what : {"1", "2", "poison", "3", "4"}) here.say(1, what);
  REQUIRE(eventually([&] { return here.effects() == 4; }, 10s));
  CHECK(here.place.look("SELECT string_agg(what, ' ' ORDER BY nr) FROM db.effect") == "1 2 3 4");
  CHECK(here.place.look("SELECT reason FROM db.parked_event WHERE consumer = 'analytics'") == "cannot digest this");
  CHECK(here.place.look("SELECT convert_from(payload, 'UTF8') FROM db.parked_event") == "poison");
  CHECK(tries >= 3);
  CHECK(here.bus.counted.of("abonent_bus_events_parked_total", {{"consumer", "analytics"}}) == 1);
}

TEST_CASE("an event is not blamed for a database that is away", "[bus][consumer]") {
  room here;
  std::atomic<int> tries{0};
  bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"),
                               [&](db::tx& t, const db::logged_event& it) {
                                 if (++tries < 5) throw db::unavailable{"away"};
                                 note(t, it);
                               }};
  here.say(1, "patience");
  REQUIRE(eventually([&] { return here.effects() == 1; }, 10s));
  CHECK(here.parked() == 0);
}

TEST_CASE("a replay brings no effect twice", "[bus][consumer]") {
  room here;
  for (auto what : {"1", "2", "3"}) here.say(1, what);
  {
    bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"), note};
    REQUIRE(eventually([&] { return here.effects() == 3; }));
  }
  REQUIRE(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'analytics'") == "3"; }));
  here.place.as("db").transact([](db::tx& t) { db::rewind_consumer(t, "analytics", 0); });
  bus::event_consumer consumer{here.bus.zmq, here.listening(), here.place.as("store"), note};
  here.say(1, "4");
  REQUIRE(eventually([&] { return here.different_effects() == 4; }));
  CHECK(here.effects() == 4);
}

TEST_CASE("two rooms hear the same events, each at its own pace and each once", "[bus][consumer]") {
  room here;
  auto other = here.listening();
  other.name = "care";
  bus::event_consumer one{here.bus.zmq, here.listening(), here.place.as("store"), note};
  bus::event_consumer two{here.bus.zmq, other, here.place.as("store"), [](db::tx& t, const db::logged_event& it) {
    std::this_thread::sleep_for(2ms);
    t.exec(write_effect, it.customer, "care " + it.payload);
  }};
  for (int i = 0; i < 50; ++i) here.say(1, std::to_string(i));
  REQUIRE(eventually([&] { return here.different_effects() == 100; }, 10s));
  CHECK(here.effects() == 100);
}
