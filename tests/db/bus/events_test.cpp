// Durable subscriptions over the real wire and a real PostgreSQL.
#include <algorithm>
#include <iostream>
#include <random>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"
#include "tests/db/bus/speakers_corner.hpp"

namespace {

using namespace tests;
using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("what is said after a commit is heard by a subscriber, with everything that was said", "[bus][events]") {
  speakers_corner here;
  auto id = here.say(7, "payload");
  bus::events_client listener{here.bus.zmq, here.as("analytics")};
  std::optional<bus::events_batch> batch;
  REQUIRE(eventually([&] { return (batch = listener.next(100ms)).has_value(); }));
  REQUIRE(batch->events.size() == 1);
  const auto& it = batch->events.front();
  CHECK(it.id == id);
  CHECK(it.position == 1);
  CHECK(it.customer == core::customer_id{7});
  CHECK(it.topic == "customer_created");
  CHECK(it.payload == "payload");
}

TEST_CASE("a word is heard within fifty milliseconds, and without a knock within a hundred and fifty",
          "[bus][events]") {
  speakers_corner here;
  bus::events_client listener{here.bus.zmq, here.as("analytics")};
  REQUIRE(eventually([&] {
    listener.next(10ms);
    return listener.subscribed();
  }));
  auto median_ms = [&] {
    std::vector<double> took;
    for (int i = 0; i < 21; ++i) {
      here.say(1, "x");
      auto began = std::chrono::steady_clock::now();
      REQUIRE(hear(listener, 1).size() == 1);
      took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    }
    std::nth_element(took.begin(), took.begin() + 10, took.end());
    return took[10];
  };
  auto knocked = median_ms();
  db::on_said({});  // as when another process speaks
  auto looked_for = median_ms();
  std::cout << "knocked " << knocked << " ms, looked for " << looked_for << " ms\n";
  INFO("knocked " << knocked << " ms, looked for " << looked_for << " ms");
  CHECK(knocked < 50);
  CHECK(looked_for < 150);
}

TEST_CASE("a subscriber that comes back goes on where it acked, and hears again what it had not", "[bus][events]") {
  speakers_corner here;
  for (auto what : {"1", "2", "3", "4", "5", "6"}) here.say(1, what);
  {
    bus::events_client listener{here.bus.zmq, here.as("analytics")};
    CHECK(hear(listener, 6, false) == strings{"1", "2", "3", "4", "5", "6"});
    listener.ack(4);
    REQUIRE(eventually(
        [&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'analytics'") == "4"; }));
  }
  bus::events_client again{here.bus.zmq, here.as("analytics")};
  CHECK(hear(again, 2) == strings{"5", "6"});
}

TEST_CASE("a new subscriber that does not ask for the past begins now", "[bus][events]") {
  speakers_corner here;
  here.say(1, "past");
  REQUIRE(eventually([&] { return here.place.look("SELECT position FROM db.sequencer") == "1"; }));
  auto options = here.as("late");
  options.from_start = false;
  bus::events_client listener{here.bus.zmq, options};
  REQUIRE(eventually([&] {
    listener.next(10ms);
    return listener.subscribed();
  }));
  here.say(1, "now");
  CHECK(hear(listener, 1) == strings{"now"});
}

TEST_CASE("a subscriber hears the topics it asked for, and its position passes the others", "[bus][events]") {
  speakers_corner here;
  for (int i = 0; i < 5; ++i) here.say(1, "noise", "top_up_received");
  here.say(1, "news", "subscriber_activated");
  for (int i = 0; i < 5; ++i) here.say(1, "noise", "top_up_received");
  bus::events_client listener{here.bus.zmq, here.as("analytics", {"subscriber_activated"})};
  CHECK(hear(listener, 1) == strings{"news"});
  CHECK(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'analytics'") == "11"; }));
}

TEST_CASE("a subscriber may have the past again from any position, once", "[bus][events]") {
  speakers_corner here;
  for (auto what : {"1", "2", "3", "4"}) here.say(1, what);
  {
    bus::events_client listener{here.bus.zmq, here.as("warehouse")};
    REQUIRE(hear(listener, 4).size() == 4);
  }
  auto options = here.as("warehouse");
  options.replay_from = 2;
  bus::events_client listener{here.bus.zmq, options};
  CHECK(hear(listener, 2) == strings{"3", "4"});
  REQUIRE(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'warehouse'") == "4"; }));
  here.stop();  // a lost connection must not lead back again
  here.start();
  here.say(1, "5");
  CHECK(hear(listener, 1) == strings{"5"});
}

TEST_CASE("a person sends a connected subscriber back, and it hears the past again", "[bus][events]") {
  speakers_corner here;
  bus::events_client listener{here.bus.zmq, here.as("warehouse")};
  for (auto what : {"1", "2", "3"}) here.say(1, what);
  REQUIRE(hear(listener, 3).size() == 3);
  REQUIRE(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'warehouse'") == "3"; }));
  here.place.as("db").transact([](db::tx& t) { db::rewind_consumer(t, "warehouse", 1); });
  here.say(1, "4");  // its ack must not carry the position forward again
  auto heard = hear(listener, 4);
  std::sort(heard.begin(), heard.end());
  CHECK(heard == strings{"2", "3", "4", "4"});
  CHECK(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'warehouse'") == "4"; }));
}

TEST_CASE("a key may subscribe only under the names it was given", "[bus][events]") {
  speakers_corner here;
  auto mine = here.bus.newcomer("partner", {"events:partner"});
  bus::events_client other{here.bus.zmq, {here.bus.to(here.address, mine), "billing"}};
  CHECK(eventually([&] {
    other.next(10ms);
    return other.trouble() == bus::consumer_not_allowed.code();
  }));
  bus::events_client own{here.bus.zmq, {here.bus.to(here.address, mine), "partner"}};
  CHECK(eventually([&] {
    own.next(10ms);
    return own.subscribed();
  }));
}

TEST_CASE("the newest connection under a name is the one that hears", "[bus][events]") {
  speakers_corner here;
  bus::events_client old{here.bus.zmq, here.as("analytics")};
  REQUIRE(eventually([&] {
    old.next(10ms);
    return old.subscribed();
  }));
  bus::events_client fresh{here.bus.zmq, here.as("analytics")};
  REQUIRE(eventually([&] {
    fresh.next(10ms);
    return fresh.subscribed();
  }));
  CHECK(eventually([&] {
    old.next(1ms);
    return old.trouble() == bus::subscription_taken.code();
  }, 900ms));  // before it tries again
  here.say(1, "x");
  CHECK(hear(fresh, 1) == strings{"x"});
}

TEST_CASE("a slow subscriber is sent no more than its window, delays nobody, and misses nothing", "[bus][events]") {
  speakers_corner here;
  bus::events_client slow{here.bus.zmq, here.as("slow", {}, 10)};
  bus::events_client quick{here.bus.zmq, here.as("quick")};
  for (int i = 0; i < 500; ++i) here.say(i % 7, std::to_string(i));
  CHECK(hear(quick, 500).size() == 500);
  auto heard = hear(slow, 500, false, 1s);
  CHECK(heard.size() == 10);
  slow.ack(10);
  auto rest = hear(slow, 490);
  heard.insert(heard.end(), rest.begin(), rest.end());
  REQUIRE(heard.size() == 500);
  for (std::size_t i = 0; i < 500; ++i) CHECK(heard[i] == std::to_string(i));
}

TEST_CASE("a subscriber far behind reads from the database what memory no longer holds", "[bus][events]") {
  speakers_corner here;
  here.stop();
  for (int i = 0; i < 700; ++i) here.say(1, std::to_string(i), i % 2 ? "top_up_received" : "customer_created");
  here.start();  // memory begins with what comes after
  here.say(1, "last");
  bus::events_client all{here.bus.zmq, here.as("all")};
  bus::events_client half{here.bus.zmq, here.as("half", {"top_up_received"})};
  CHECK(hear(all, 701).size() == 701);
  auto heard = hear(half, 350);
  REQUIRE(heard.size() == 350);
  CHECK(heard.back() == "699");
  CHECK(eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'half'") == "701"; }));
}

TEST_CASE("a revoked key hears nothing more within five seconds", "[bus][events]") {
  speakers_corner here;
  auto mine = here.bus.newcomer("partner", {"events:partner"});
  bus::events_client listener{here.bus.zmq, {here.bus.to(here.address, mine), "partner"}};
  here.say(1, "before");
  REQUIRE(eventually([&] {
    listener.next(10ms);
    return listener.subscribed();
  }));
  here.bus.revoke(mine);
  CHECK(eventually([&] {
    listener.next(1ms);
    return listener.trouble() == bus::key_revoked.code() || listener.trouble() == "key_refused";
  }));
  here.say(1, "after");
  CHECK(hear(listener, 1, true, 1s).empty());
}

TEST_CASE("what a subscriber says that cannot be read is refused, and the endpoint stays", "[bus][events]") {
  speakers_corner here;
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 dice{seed};
  bus::dealer raw{here.bus.zmq, here.bus.to(here.address, here.key)};
  REQUIRE(eventually([&] { return raw.wait(20ms) == bus::dealer::news::connected; }));
  auto code_of_answer = [&]() -> std::string {
    if (!eventually([&] { return raw.wait(20ms) == bus::dealer::news::message; })) return "none";
    auto reply = bus::read_events_reply(raw.message());
    auto* error = reply ? std::get_if<bus::events_error>(&*reply) : nullptr;
    return error ? error->code : "no error";
  };
  REQUIRE(raw.send("rubbish"));
  CHECK(code_of_answer() == bus::frame_malformed.code());
  REQUIRE(raw.send(bus::write_events_request(bus::events_ack{5})));
  CHECK(code_of_answer() == bus::subscribe_first.code());
  REQUIRE(raw.send(bus::write_events_request(bus::events_subscribe{"No Such Name!", {}, 5, false, {}})));
  CHECK(code_of_answer() == bus::frame_malformed.code());
  for (int i = 0; i < 3000; ++i) {
    auto frame = bus::write_events_request(bus::events_subscribe{"fuzz", {"a"}, 5, true, 3});
    for (auto damage = 1 + dice() % 4; damage > 0; --damage) frame[dice() % frame.size()] = static_cast<char>(dice());
    raw.send(frame);
    raw.wait(0ms);
  }
  here.say(1, "x");
  bus::events_client sane{here.bus.zmq, here.as("sane")};
  CHECK(hear(sane, 1) == strings{"x"});
}
