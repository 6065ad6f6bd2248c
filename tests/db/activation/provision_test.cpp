// Errands: retried, parked, and done once although their worker may die between any two steps.
#include "activation/provision.hpp"

#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

namespace {

std::size_t due(sales_point& desk) { return static_cast<std::size_t>(std::stoi(desk.look("SELECT count(*) FROM activation.errand WHERE state = 'due'"))); }

void expect_active_once(sales_point& desk, int n) {
  CHECK(desk.order(n).state == order_state::completed);
  CHECK(desk.line(n).state == store::subscriber_state::active);
  CHECK(desk.network.at(imsi(n)).on);
  CHECK(desk.network.at(imsi(n)).switched_on == 1);
  CHECK(desk.network.at(imsi(n)).msisdn == msisdn(n).digits());
  CHECK(desk.number_state(n) == "assigned");
  CHECK(desk.sim_state(n) == "assigned");
  CHECK(desk.events_of("subscriber_activated", n) == 1);
}

}  // namespace

TEST_CASE("whatever the network does once or twice, the line is active in the end, once") {
  constexpr fault faults[] = {fault::none, fault::fail_before, fault::lose_answer, fault::throw_before, fault::throw_after};
  sales_point desk{25};
  int n = 0;
  for (auto first : faults) {
    for (auto then : faults) {
      ++n;
      INFO("faults " << static_cast<int>(first) << " and " << static_cast<int>(then));
      desk.sell(desk.request(n)).value();
      desk.network.next({first, then});
      desk.work_patiently();
      expect_active_once(desk, n);
    }
  }
}

TEST_CASE("an errand that failed is not asked again before its time") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.network.next({fault::fail_before});
  desk.work();
  CHECK(desk.network.wishes() == 1);
  desk.work(noon() + std::chrono::milliseconds{999});
  CHECK(desk.network.wishes() == 1);
  desk.work(noon() + std::chrono::seconds{1});
  CHECK(desk.order(1).state == order_state::completed);
}

TEST_CASE("an order the network keeps failing is held for a person, and the desk hears of it") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.network.always(fault::fail_before);
  desk.work_patiently();
  CHECK(desk.network.wishes() == desk.config.retry.tries_max);
  auto order = desk.order(1);
  CHECK(order.state == order_state::held);
  CHECK(order.reason == "network_busy");
  CHECK(desk.events("order_parked") == 1);
  CHECK(desk.line(1).state == store::subscriber_state::pending_active);
  CHECK(desk.number_state(1) == "held");  // still hers, until a person decides
  CHECK(desk.look("SELECT note FROM activation.published_order") == "network_busy");
}

TEST_CASE("a refusal is not tried again: it waits for a person at once") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.network.next({fault::none, fault::refuse});
  desk.work();
  CHECK(desk.network.wishes() == 2);
  CHECK(desk.order(1).state == order_state::held);
  CHECK(desk.order(1).reason == "not_in_this_network");
}

namespace {

// Where the worker dies: with nothing in hand, with an errand taken, or after the network did it.
enum class dies { idle, errand_taken, network_did_it };

void die_and_be_followed(sales_point& desk, int n, dies where, int at_errand, bool by_the_same_name) {
  desk.config.worker = "first";
  desk.sell(desk.request(n)).value();
  provisioner first{desk.room, desk.carrier, desk.config};
  if (at_errand == 2) CHECK(first.run_due(noon()) == 1);
  if (where != dies::idle) {
    auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
    REQUIRE(taken.size() == 1);
    if (where == dies::network_did_it) desk.carrier.carry(taken[0]);
  }
  auto later = noon() + (by_the_same_name ? core::duration{std::chrono::seconds{5}} : desk.config.lease);
  if (!by_the_same_name) desk.config.worker = "second";
  provisioner second{desk.room, desk.carrier, desk.config};
  CHECK(second.resume(later) == (where != dies::idle && by_the_same_name ? 1 : 0));
  while (second.run_due(later) > 0) {
  }
  expect_active_once(desk, n);
}

}  // namespace

TEST_CASE("a worker that dies after any step is followed by another, and the line is active once") {
  sales_point desk{12};
  int n = 0;
  for (auto where : {dies::idle, dies::errand_taken, dies::network_did_it})
    for (int at_errand : {1, 2})
      for (bool by_the_same_name : {true, false}) die_and_be_followed(desk, ++n, where, at_errand, by_the_same_name);
}

TEST_CASE("a worker that was thought dead and comes back late changes nothing") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
  REQUIRE(taken.size() == 1);
  auto late = noon() + desk.config.lease;
  auto slow = desk.config;
  desk.config.worker = "another";
  desk.work(late);
  CHECK(desk.order(1).state == order_state::completed);
  bool counted = desk.room.transact([&](db::tx& t) {
    return record_outcome(t, late, taken[0], {network_outcome::refused, "too_late"}, slow);
  });
  CHECK_FALSE(counted);
  expect_active_once(desk, 1);
}

TEST_CASE("two workers never have the same errand in hand") {
  sales_point desk;
  for (int n = 1; n <= 5; ++n) desk.sell(desk.request(n)).value();
  auto other = desk.config;
  other.worker = "other";
  auto mine = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
  auto theirs = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), other); });
  CHECK(mine.size() == 4);
  CHECK(theirs.size() == 1);
  CHECK(due(desk) == 0);
}

TEST_CASE("an order somebody is working on is left alone rather than waited for") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.room.transact([&](db::tx& t) {
    lock_order(t, order_id(1));
    auto taken = desk.room.transact([&](db::tx& other) { return take_due_errands(other, noon(), desk.config); });
    CHECK(taken.empty());
  });
  desk.work();
  CHECK(desk.order(1).state == order_state::completed);
}

TEST_CASE("the demo network that knows nothing of a card parks the order: keys were never loaded") {
  sales_point desk;
  desk.network.lose_card(imsi(1));
  desk.sell(desk.request(1)).value();
  desk.work();
  CHECK(desk.order(1).state == order_state::held);
  CHECK(desk.order(1).reason == "card_unknown");
}
