// Ending a line, letting it rest, waking it.
#include "activation/change_service.hpp"

#include "store/identifier.hpp"
#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

namespace {

core::subscriber_id sold(sales_point& desk, int n) {
  auto line = desk.sell(desk.request(n)).value().subscriber_id;
  desk.work();
  return line;
}

}  // namespace

TEST_CASE("a line that ends is off in the network, its number rests and its card is retired") {
  sales_point desk;
  auto line = sold(desk, 1);
  auto order = desk.change(terminate_subscriber, 100, line).value();
  CHECK(order.state == order_state::acknowledged);
  CHECK(desk.line(1).state == store::subscriber_state::active);  // until the network has done it
  desk.work();
  CHECK(desk.order(100).state == order_state::completed);
  CHECK(desk.line(1).state == store::subscriber_state::terminated);
  CHECK_FALSE(desk.network.at(imsi(1)).on);
  CHECK(desk.network.at(imsi(1)).msisdn.empty());
  CHECK(desk.number_state(1) == "quarantine");
  CHECK(desk.sim_state(1) == "retired");
  CHECK(desk.events("subscriber_terminated") == 1);
  CHECK_FALSE(desk.room.read([&](db::tx& t) { return store::holder_at(t, store::identifier_kind::msisdn, msisdn(1).digits(), noon()); }));
}

TEST_CASE("a number rests for its quarantine and is then sold again; the card never is") {
  sales_point desk;
  auto line = sold(desk, 1);
  desk.change(terminate_subscriber, 100, line).value();
  desk.work();
  auto again = desk.request(2);
  again.msisdn = msisdn(1);
  CHECK(desk.sell(again).error() == number_in_quarantine);
  again = desk.request(2);
  again.iccid = iccid(1);
  CHECK(desk.sell(again).error() == sim_retired);

  auto rest_over = noon() + desk.config.stock.quarantine;
  auto freed = [&](core::instant now) { return desk.room.transact([&](db::tx& t) { return end_quarantine(t, now); }); };
  CHECK(freed(rest_over - core::duration{1}) == 0);
  CHECK(freed(rest_over) == 1);
  again = desk.request(2);
  again.msisdn = msisdn(1);
  CHECK(desk.sell(again, rest_over).has_value());
}

TEST_CASE("a line rests and wakes; its number stays its own") {
  sales_point desk;
  auto line = sold(desk, 1);
  desk.change(suspend_subscriber, 100, line).value();
  desk.work();
  CHECK(desk.line(1).state == store::subscriber_state::suspended);
  CHECK_FALSE(desk.network.at(imsi(1)).on);
  CHECK(desk.network.at(imsi(1)).msisdn == msisdn(1).digits());
  CHECK(desk.events("subscriber_suspended") == 1);
  desk.change(resume_subscriber, 101, line).value();
  desk.work();
  CHECK(desk.line(1).state == store::subscriber_state::active);
  CHECK(desk.network.at(imsi(1)).on);
  CHECK(desk.events("subscriber_resumed") == 1);
}

TEST_CASE("a suspended line can end as well") {
  sales_point desk;
  auto line = sold(desk, 1);
  desk.change(suspend_subscriber, 100, line).value();
  desk.work();
  desk.change(terminate_subscriber, 101, line).value();
  desk.work();
  CHECK(desk.line(1).state == store::subscriber_state::terminated);
  CHECK(desk.number_state(1) == "quarantine");
}

TEST_CASE("a change asked for twice is one change; with another reason it is refused") {
  sales_point desk;
  auto line = sold(desk, 1);
  auto first = desk.change(terminate_subscriber, 100, line).value();
  CHECK(desk.change(terminate_subscriber, 100, line).value().order_id == first.order_id);
  CHECK(desk.change(suspend_subscriber, 100, line).error() == order_id_reused);
  desk.work();
  CHECK(desk.change(terminate_subscriber, 100, line).value().state == order_state::completed);
  CHECK(desk.events("subscriber_terminated") == 1);
}

TEST_CASE("changes that make no sense are refused by name") {
  sales_point desk;
  CHECK(desk.change(terminate_subscriber, 100, core::subscriber_id{999999999}).error() == store::subscriber_unknown);
  auto line = desk.sell(desk.request(1)).value().subscriber_id;
  CHECK(desk.change(terminate_subscriber, 100, line).error() == line_busy);  // still being switched on
  desk.work();
  CHECK(desk.change(resume_subscriber, 100, line).error() == line_not_suspended);
  desk.change(suspend_subscriber, 101, line).value();
  CHECK(desk.change(terminate_subscriber, 102, line).error() == line_busy);
  desk.work();
  CHECK(desk.change(suspend_subscriber, 103, line).error() == line_not_active);
  desk.change(terminate_subscriber, 104, line).value();
  desk.work();
  CHECK(desk.change(resume_subscriber, 105, line).error() == line_terminated);
}

TEST_CASE("an ending that the network refuses and a person gives up leaves the line as it was") {
  sales_point desk;
  auto line = sold(desk, 1);
  desk.change(terminate_subscriber, 100, line).value();
  desk.network.next({fault::none, fault::refuse});
  desk.work();
  REQUIRE(desk.order(100).state == order_state::held);
  CHECK_FALSE(desk.network.at(imsi(1)).on);
  desk.release(100).value();
  desk.work();
  CHECK(desk.order(100).state == order_state::failed);
  CHECK(desk.line(1).state == store::subscriber_state::active);
  CHECK(desk.network.at(imsi(1)).on);
  CHECK(desk.network.at(imsi(1)).msisdn == msisdn(1).digits());
  CHECK(desk.number_state(1) == "assigned");
  CHECK(desk.events("subscriber_terminated") == 0);
}

TEST_CASE("a line whose card the network has lost can still end") {
  sales_point desk;
  auto line = sold(desk, 1);
  desk.network.lose_card(imsi(1));
  desk.change(terminate_subscriber, 100, line).value();
  desk.work();
  CHECK(desk.order(100).state == order_state::completed);
  CHECK(desk.line(1).state == store::subscriber_state::terminated);
}

TEST_CASE("the number and card of an imported line come into stock when it ends") {
  sales_point desk{1};
  auto customer = desk.add_customer();
  auto line = desk.room.transact([&](db::tx& t) {
    auto it = store::open_subscriber(t, noon(), {customer, store::line_kind::mobile, "talk_freely", 1, "prepaid_voice", false});
    store::give_identifier(t, noon(), customer, it, store::identifier_kind::msisdn, msisdn(50).digits()).value();
    store::give_identifier(t, noon(), customer, it, store::identifier_kind::imsi, imsi(50).digits()).value();
    store::give_identifier(t, noon(), customer, it, store::identifier_kind::iccid, iccid(50).digits()).value();
    store::move_subscriber(t, noon(), it, store::subscriber_state::active).value();
    return it;
  });
  desk.network.add_card(imsi(50));
  desk.change(terminate_subscriber, 100, line).value();
  desk.work();
  CHECK(desk.number_state(50) == "quarantine");
  CHECK(desk.sim_state(50) == "retired");
}
