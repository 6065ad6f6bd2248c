// Errands to an outside provisioning system and back, over the real wire.
#include "bus/provisioning_endpoint.hpp"

#include <iostream>
#include <mutex>
#include <optional>
#include <random>

#include "bus/dealer.hpp"
#include "bus/errands_wire.hpp"
#include "bus/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/wire/bus/town.hpp"

namespace {

using namespace tests;
using handed = bus::provisioning_endpoint::handed;

struct notebook final : bus::errand_results {
  void record_result(const bus::errand_result& what) override {
    std::scoped_lock lock{guard};
    if (failing) throw std::runtime_error{"no database"};
    results.push_back(what);
  }
  void system_ready(std::string_view system) override {
    std::scoped_lock lock{guard};
    ready.emplace_back(system);
  }
  std::vector<bus::errand_result> seen() {
    std::scoped_lock lock{guard};
    return results;
  }
  std::mutex guard;
  bool failing = false;
  std::vector<bus::errand_result> results;
  std::vector<std::string> ready;
};

struct network : town {
  notebook book_of_results;
  bus::provisioning_endpoint endpoint{door, book_of_results};
  bus::key_pair aaa = newcomer("aaa", {"provisioning:aaa"});
  bus::connection way_in() { return to(endpoint.address(), aaa); }
};

// An outside system, as an integrator would write one.
struct outside_system {
  bus::dealer link;
  explicit outside_system(network& town, const std::string& name = "aaa", std::uint32_t credit = 2)
      : link{town.zmq, town.way_in()} {
    hello(name, credit);
  }
  void hello(const std::string& name, std::uint32_t credit) {
    REQUIRE(eventually([&] {
      link.wait(5ms);
      return link.send(bus::write_provisioning_request(bus::provisioning_hello{name, credit}));
    }));
  }
  void answer(const core::uuid& id, bus::errand_outcome outcome) { REQUIRE(say(id, outcome)); }
  bool say(const core::uuid& id, bus::errand_outcome outcome) {
    return link.send(bus::write_provisioning_request(bus::errand_result{{}, id, outcome, "because"}));
  }
  std::optional<bus::provisioning_reply> next(std::chrono::milliseconds most = 3s) {
    std::optional<bus::provisioning_reply> out;
    eventually([&] {
      if (link.wait(20ms) != bus::dealer::news::message) return false;
      auto reply = bus::read_provisioning_reply(link.message());
      if (reply) out = *reply;
      return true;
    }, most);
    return out;
  }
};

bus::errand some_errand() {
  return {core::uuid::make(core::system_clock{}.now()),
          "switch_on",
          "250991234567890",
          "79161234567",
          "",
          {{"apn", "internet"}}};
}

}  // namespace

TEST_CASE("an errand reaches the system as it was given, and its result reaches us once it is recorded",
          "[bus][provisioning]") {
  network town;
  outside_system aaa{town};
  REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
  auto errand = some_errand();
  REQUIRE(town.endpoint.send("aaa", errand) == handed::over);
  auto got = aaa.next();
  REQUIRE(got);
  REQUIRE(std::holds_alternative<bus::errand>(*got));
  CHECK(std::get<bus::errand>(*got) == errand);
  aaa.answer(errand.id, bus::errand_outcome::done);
  auto ack = aaa.next();
  REQUIRE(ack);
  CHECK(std::get<bus::errand_ack>(*ack).errand_id == errand.id);
  REQUIRE(town.book_of_results.seen().size() == 1);
  CHECK(town.book_of_results.seen()[0] == bus::errand_result{"aaa", errand.id, bus::errand_outcome::done, "because"});
  CHECK(town.book_of_results.ready == std::vector<std::string>{"aaa"});
}

TEST_CASE("nothing is sent to a system that is not there or has its hands full", "[bus][provisioning]") {
  network town;
  CHECK(town.endpoint.send("aaa", some_errand()) == handed::not_connected);
  outside_system aaa{town};
  REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
  auto first = some_errand();
  CHECK(town.endpoint.send("aaa", first) == handed::over);
  CHECK(town.endpoint.send("aaa", some_errand()) == handed::over);
  CHECK(town.endpoint.send("aaa", some_errand()) == handed::no_credit);
  CHECK(town.endpoint.send("aaa", first) == handed::over);  // again under its id: no second place
  aaa.answer(first.id, bus::errand_outcome::refused);
  CHECK(eventually([&] { return town.endpoint.send("aaa", some_errand()) == handed::over; }));
}

TEST_CASE("an unknown outcome is asked for by its id", "[bus][provisioning]") {
  network town;
  auto errand = some_errand();
  {
    outside_system aaa{town};
    REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
    REQUIRE(town.endpoint.send("aaa", errand) == handed::over);
    REQUIRE(aaa.next());  // it has it, and dies
  }
  outside_system again{town};
  REQUIRE(eventually([&] {
    std::scoped_lock lock{town.book_of_results.guard};
    return town.book_of_results.ready.size() == 2;
  }));
  REQUIRE(town.endpoint.ask("aaa", errand.id) == handed::over);
  auto question = again.next();
  REQUIRE(question);
  CHECK(std::get<bus::errand_question>(*question).errand_id == errand.id);
  again.answer(errand.id, bus::errand_outcome::not_seen);
  CHECK(eventually([&] { return town.book_of_results.seen().size() == 1; }));
  CHECK(town.book_of_results.seen()[0].outcome == bus::errand_outcome::not_seen);
}

TEST_CASE("a result that could not be recorded is not acked, and is taken when it is said again",
          "[bus][provisioning]") {
  network town;
  outside_system aaa{town};
  REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
  auto errand = some_errand();
  REQUIRE(town.endpoint.send("aaa", errand) == handed::over);
  REQUIRE(aaa.next());
  {
    std::scoped_lock lock{town.book_of_results.guard};
    town.book_of_results.failing = true;
  }
  aaa.answer(errand.id, bus::errand_outcome::done);
  CHECK_FALSE(aaa.next(300ms));
  {
    std::scoped_lock lock{town.book_of_results.guard};
    town.book_of_results.failing = false;
  }
  aaa.answer(errand.id, bus::errand_outcome::done);
  REQUIRE(aaa.next());
  CHECK(town.book_of_results.seen().size() == 1);
}

TEST_CASE("whoever waits for a result gets it, and nothing when it does not come", "[bus][provisioning]") {
  network town;
  CHECK(town.endpoint.carry_out("aaa", some_errand(), 100ms)->outcome == bus::errand_outcome::try_later);
  outside_system aaa{town};
  REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
  std::jthread system{[&] {
    auto it = aaa.next();
    if (it && std::holds_alternative<bus::errand>(*it))
      aaa.say(std::get<bus::errand>(*it).id, bus::errand_outcome::done);
  }};
  CHECK(town.endpoint.carry_out("aaa", some_errand(), 5s)->outcome == bus::errand_outcome::done);
  system.join();
  CHECK_FALSE(town.endpoint.carry_out("aaa", some_errand(), 100ms));
}

TEST_CASE("a key may serve only as the system it was given for, and results need a hello first",
          "[bus][provisioning]") {
  network town;
  outside_system other{town, "hlr"};
  auto it = other.next();
  REQUIRE(it);
  CHECK(std::get<bus::provisioning_error>(*it).code == bus::system_not_allowed.code());
  CHECK_FALSE(town.endpoint.is_connected("hlr"));
  other.answer(some_errand().id, bus::errand_outcome::done);
  it = other.next();
  REQUIRE(it);
  CHECK(std::get<bus::provisioning_error>(*it).code == bus::hello_first.code());
  CHECK(town.book_of_results.seen().empty());
}

TEST_CASE("a system whose key is revoked is given no errands within five seconds", "[bus][provisioning]") {
  network town;
  outside_system aaa{town};
  REQUIRE(eventually([&] { return town.endpoint.is_connected("aaa"); }));
  town.revoke(town.aaa);
  CHECK(eventually([&] { return !town.endpoint.is_connected("aaa"); }));
  CHECK(town.endpoint.send("aaa", some_errand()) == handed::not_connected);
  auto it = aaa.next();
  REQUIRE(it);
  CHECK(std::get<bus::provisioning_error>(*it).code == bus::key_revoked.code());
}

TEST_CASE("random frames from a system leave the provisioning endpoint standing", "[bus][provisioning]") {
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 dice{seed};
  network town;
  outside_system aaa{town};
  for (int i = 0; i < 5000; ++i) {
    auto frame =
        bus::write_provisioning_request(bus::errand_result{{}, some_errand().id, bus::errand_outcome::done, "x"});
    for (auto damage = 1 + dice() % 4; damage > 0; --damage) frame[dice() % frame.size()] = static_cast<char>(dice());
    aaa.link.send(frame);
    aaa.link.wait(0ms);
  }
  outside_system sane{town};
  CHECK(eventually([&] { return town.endpoint.send("aaa", some_errand()) == handed::over; }));
}
