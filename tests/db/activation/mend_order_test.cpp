// A person decides about an order that is held: tried again, or everything given back.
#include "activation/mend_order.hpp"

#include "store/identifier.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

namespace {

// Nothing of the order is left, in stock, in the store or in the network.
void expect_released(sales_point& desk, int n, order_state as) {
  auto order = desk.order(n);
  CHECK(order.state == as);
  CHECK(desk.line(n).state == store::subscriber_state::terminated);
  CHECK(desk.number_state(n) == "free");
  CHECK(desk.sim_state(n) == "available");
  CHECK_FALSE(desk.network.at(imsi(n)).on);
  CHECK(desk.network.at(imsi(n)).msisdn.empty());
  CHECK(desk.events_of("subscriber_activated", n) == 0);
  auto held = desk.room.read([&](db::tx& t) { return store::identifiers_of(t, order.customer_id); });
  for (const auto& each : held) CHECK_FALSE(each.subscriber_id);
}

void held_after(sales_point& desk, std::initializer_list<fault> faults, int n = 1) {
  desk.sell(desk.request(n)).value();
  desk.network.next(faults);
  desk.work();
  REQUIRE(desk.order(n).state == order_state::held);
}

}  // namespace

TEST_CASE("a held order that is tried again is completed") {
  sales_point desk;
  held_after(desk, {fault::none, fault::refuse});
  CHECK(desk.retry(1).value().state == order_state::in_progress);
  desk.work();
  CHECK(desk.order(1).state == order_state::completed);
  CHECK(desk.order(1).reason.empty());
  CHECK(desk.network.at(imsi(1)).on);
}

TEST_CASE("a held order that is given back leaves nothing behind, and its number is sold again") {
  sales_point desk;
  held_after(desk, {fault::none, fault::refuse});
  CHECK(desk.release(1).value().state == order_state::releasing);
  CHECK(desk.number_state(1) == "held");  // not free before the network has let go
  desk.work();
  expect_released(desk, 1, order_state::failed);
  auto again = desk.request(2);
  again.msisdn = msisdn(1);
  again.iccid = iccid(1);
  CHECK(desk.sell(again).has_value());
  desk.work();
  CHECK(desk.network.at(imsi(1)).on);
}

TEST_CASE("the network did it and lost the answer every time: given back, it is switched off") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.network.always(fault::lose_answer);
  desk.work_patiently();
  REQUIRE(desk.order(1).state == order_state::held);
  desk.network.always(fault::none);
  desk.release(1).value();
  desk.work();
  expect_released(desk, 1, order_state::failed);
}

TEST_CASE("an order that was going well can be cancelled, whether or not its errand has begun") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  CHECK(desk.release(1).value().state == order_state::releasing);
  desk.work();
  expect_released(desk, 1, order_state::cancelled);

  desk.sell(desk.request(2)).value();
  auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
  CHECK(desk.release(2).value().state == order_state::releasing);
  desk.work();  // the errand in hand comes first
  CHECK(desk.order(2).state == order_state::releasing);
  auto answer = desk.carrier.carry(taken.at(0)).value();
  desk.room.transact([&](db::tx& t) { return record_outcome(t, noon(), taken[0], answer, desk.config); });
  desk.work();
  expect_released(desk, 2, order_state::cancelled);
}

TEST_CASE("cancelled while the network refuses it: the refusal is nobody's concern any more") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
  desk.release(1).value();
  desk.room.transact([&](db::tx& t) {
    return record_outcome(t, noon(), taken.at(0), {network_outcome::refused, "not_in_this_network"}, desk.config);
  });
  desk.work();
  expect_released(desk, 1, order_state::cancelled);
  CHECK(desk.events("order_parked") == 0);
}

TEST_CASE("cancelled while its worker dies: the errand is taken up, and then everything is given back") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
  desk.carrier.carry(taken.at(0));
  desk.release(1).value();
  desk.work(noon() + desk.config.lease);
  expect_released(desk, 1, order_state::cancelled);
}

TEST_CASE("when the network will not let go either, the order is held again and never half forgotten") {
  sales_point desk;
  for (int n : {1, 2}) {
    desk.network.always(fault::none);
    held_after(desk, {fault::none, fault::refuse}, n);
    desk.release(n).value();
    desk.network.always(fault::fail_before);
    desk.work_patiently();
    CHECK(desk.order(n).state == order_state::held);
    CHECK(desk.number_state(n) == "held");
    CHECK(desk.events_of("order_parked", n) == 2);
    desk.network.always(fault::none);
    auto answer = n == 1 ? desk.retry(n) : desk.release(n);  // either word now means: go on giving back
    CHECK(answer.value().state == order_state::releasing);
    desk.work();
    expect_released(desk, n, order_state::failed);
  }
}

TEST_CASE("giving back twice is giving back once") {
  sales_point desk;
  held_after(desk, {fault::refuse});
  desk.release(1).value();
  CHECK(desk.release(1).value().state == order_state::releasing);
  desk.work();
  expect_released(desk, 1, order_state::failed);
  CHECK(desk.release(1).error() == order_finished);
}

TEST_CASE("what is not there, not held or finished cannot be mended") {
  sales_point desk;
  CHECK(desk.retry(7).error() == order_unknown);
  CHECK(desk.release(7).error() == order_unknown);
  desk.sell(desk.request(1)).value();
  CHECK(desk.retry(1).error() == order_not_held);
  desk.work();
  CHECK(desk.retry(1).error() == order_not_held);
  CHECK(desk.release(1).error() == order_finished);
}

TEST_CASE("a dead worker is followed at any step of giving back") {
  sales_point desk;
  int n = 0;
  for (int dies_at : {1, 2}) {  // of the two errands that give back
    for (bool after_effect : {false, true}) {
      held_after(desk, {fault::none, fault::refuse}, ++n);
      desk.release(n).value();
      provisioner worker{desk.room, desk.carrier, desk.config};
      if (dies_at == 2) CHECK(worker.run_due(noon()) == 1);
      auto taken = desk.room.transact([&](db::tx& t) { return take_due_errands(t, noon(), desk.config); });
      if (after_effect) desk.carrier.carry(taken.at(0));
      provisioner next{desk.room, desk.carrier, desk.config};
      CHECK(next.resume(noon()) == 1);
      desk.work();
      expect_released(desk, n, order_state::failed);
    }
  }
}
