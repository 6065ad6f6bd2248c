// Errands for an outside provisioning system, over the real wire, with a system that dies, forgets and is slow.
#include "activation/bus_carrier.hpp"

#include <set>
#include <thread>

#include "bus/dealer.hpp"
#include "bus/errands_wire.hpp"
#include "bus/provisioning_endpoint.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"
#include "tests/wire/bus/town.hpp"

using namespace tests;
using namespace activation;

namespace {

provision_config quick() {
  provision_config out;
  out.worker = "desk";
  out.lease = std::chrono::milliseconds{150};
  out.retry = {6, std::chrono::milliseconds{20}, std::chrono::milliseconds{100}};
  return out;
}

// The sales point, the bus, and the worker that sends errands to the system `aaa`.
struct operator_with_bus {
  sales_point desk;
  town bus_town;
  core::system_clock time;
  bus_carrier carrier{desk.room, "aaa", quick(), time};
  bus::provisioning_endpoint endpoint{bus_town.door, carrier};
  bus::key_pair key = bus_town.newcomer("aaa", {"provisioning:aaa"});
  std::optional<std::jthread> loop;

  operator_with_bus() {
    carrier.send_through(endpoint);
    start();
  }
  void start() {
    loop.emplace([this](const std::stop_token& stop) {
      provisioner worker{desk.room, carrier, quick()};
      worker.resume(time.now());
      while (!stop.stop_requested()) {
        if (worker.run_due(time.now()) == 0) std::this_thread::sleep_for(5ms);
      }
    });
  }
  bool ends_as(order_state state, int n) {
    return eventually([&] { return desk.order(n).state == state; }, 10s);
  }
};

// An outside system with a memory that outlives its connection.
struct outside_system {
  std::set<core::uuid> did;  // each errand once
  int on = 0, asked = 0, sent = 0;

  std::optional<bus::dealer> link;
  void connect(operator_with_bus& at) {
    link.emplace(at.bus_town.zmq, at.bus_town.to(at.endpoint.address(), at.key));
    REQUIRE(eventually([&] {
      link->wait(5ms);
      return link->send(bus::write_provisioning_request(bus::provisioning_hello{"aaa", 4}));
    }));
  }
  void say(const core::uuid& id, bus::errand_outcome outcome, const std::string& why = {}) {
    link->send(bus::write_provisioning_request(bus::errand_result{{}, id, outcome, why}));
  }
  void carry_out(const bus::errand& it) {
    if (did.insert(it.id).second && it.action == "switch_on") ++on;
  }
  // The next errand or question within `most`; acks are passed over.
  std::optional<bus::provisioning_reply> next(std::chrono::milliseconds most = 3s) {
    std::optional<bus::provisioning_reply> out;
    eventually([&] {
      if (link->wait(10ms) != bus::dealer::news::message) return false;
      auto it = bus::read_provisioning_reply(link->message());
      if (!it || std::holds_alternative<bus::errand_ack>(*it)) return false;
      if (std::holds_alternative<bus::errand>(*it)) ++sent;
      if (std::holds_alternative<bus::errand_question>(*it)) ++asked;
      out = *it;
      return true;
    }, most);
    return out;
  }
  // Works as it should until the order has its state.
  bool serve_until(operator_with_bus& at, order_state state, int n) {
    auto until = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < until && at.desk.order(n).state != state) {
      auto it = next(20ms);
      if (!it) continue;
      if (const auto* errand = std::get_if<bus::errand>(&*it)) {
        carry_out(*errand);
        say(errand->id, bus::errand_outcome::done);
      } else if (const auto* question = std::get_if<bus::errand_question>(&*it)) {
        say(question->errand_id, did.contains(question->errand_id) ? bus::errand_outcome::done : bus::errand_outcome::not_seen);
      }
    }
    return at.desk.order(n).state == state;
  }
};

}  // namespace

TEST_CASE("an outside system switches the line on, step by step") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  CHECK(aaa.serve_until(at, order_state::completed, 1));
  CHECK(aaa.did.size() == 2);
  CHECK(aaa.on == 1);
  CHECK(at.desk.events_of("subscriber_activated", 1) == 1);
}

TEST_CASE("an errand waits for a system that comes later") {
  operator_with_bus at;
  at.desk.sell(at.desk.request(1)).value();
  REQUIRE(eventually([&] { return at.desk.look("SELECT max(tries) FROM activation.errand") >= "1"; }));
  outside_system aaa;
  aaa.connect(at);
  CHECK(aaa.serve_until(at, order_state::completed, 1));
}

TEST_CASE("a system that did it and died is asked by the errand's id, and nothing is done twice") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  for (int death = 0; death < 2; ++death) {
    auto got = aaa.next();
    REQUIRE(got);
    const auto* errand = std::get_if<bus::errand>(&*got);
    if (errand) aaa.carry_out(*errand);  // and it dies before it can say so
    aaa.link.reset();
    aaa.connect(at);
  }
  CHECK(aaa.serve_until(at, order_state::completed, 1));
  CHECK(aaa.asked >= 1);
  CHECK(aaa.sent == 2);  // each errand once
  CHECK(aaa.on == 1);
}

TEST_CASE("a system that lost the errand says that it has not seen it, and gets it again") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  REQUIRE(aaa.next());  // and forgets it
  CHECK(aaa.serve_until(at, order_state::completed, 1));
  CHECK(aaa.asked >= 1);
  CHECK(aaa.sent == 3);  // the first one twice, the second once
  CHECK(aaa.on == 1);
}

TEST_CASE("our own worker dies with an errand on its way: the next one asks, and never sends it again") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  auto got = aaa.next();
  REQUIRE(got);
  at.loop.reset();
  auto errand = std::get<bus::errand>(*got);
  aaa.carry_out(errand);
  at.start();
  CHECK(aaa.serve_until(at, order_state::completed, 1));
  CHECK(aaa.sent == 2);
  CHECK(aaa.on == 1);
}

TEST_CASE("a refusal of the outside system holds the order, in its own words but without a number in them") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  auto got = aaa.next();
  REQUIRE(got);
  aaa.say(std::get<bus::errand>(*got).id, bus::errand_outcome::refused, "79161234567 is ported out");
  CHECK(at.ends_as(order_state::held, 1));
  CHECK(at.desk.order(1).reason.find("ported out") != std::string::npos);
  CHECK(at.desk.order(1).reason.find("79161234567") == std::string::npos);
}

TEST_CASE("a system that never answers does not keep an order for ever: a person gets it") {
  operator_with_bus at;
  outside_system aaa;
  aaa.connect(at);
  at.desk.sell(at.desk.request(1)).value();
  CHECK(at.ends_as(order_state::held, 1));
  CHECK(at.desk.order(1).reason == "system_gave_no_answer");
  at.desk.retry(1, at.time.now()).value();
  auto got = aaa.next();
  while (got && std::holds_alternative<bus::errand>(*got)) got = aaa.next();
  REQUIRE(got);
  CHECK(std::holds_alternative<bus::errand_question>(*got));  // asked for, also after a person said so
  CHECK(aaa.serve_until(at, order_state::completed, 1));
}

TEST_CASE("a result that is said twice, or by another system, counts once or not at all") {
  operator_with_bus at;
  at.loop.reset();
  at.desk.sell(at.desk.request(1)).value();
  auto id = *core::uuid::parse(at.desk.look("SELECT errand_id FROM activation.errand WHERE step = 1"));
  at.carrier.record_result({"bbb", id, bus::errand_outcome::done, ""});
  CHECK(at.desk.look("SELECT state FROM activation.errand WHERE step = 1") == "due");
  at.desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), quick()); });
  for (int twice = 0; twice < 2; ++twice) at.carrier.record_result({"aaa", id, bus::errand_outcome::done, ""});
  at.carrier.record_result({"aaa", id, bus::errand_outcome::refused, "too late"});
  at.carrier.record_result({"aaa", core::uuid::named("no such errand"), bus::errand_outcome::done, ""});
  CHECK(at.desk.look("SELECT string_agg(state, ' ' ORDER BY step) FROM activation.errand") == "done due");
}
