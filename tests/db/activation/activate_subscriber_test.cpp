// Selling a line, against a real database: what is held, what is refused, and that the same order is one order.
#include "activation/activate_subscriber.hpp"

#include "store/identifier.hpp"
#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

TEST_CASE("every query of this room is understood by the database") {
  database_case fresh;
  prepare_all(fresh.as("activation"), sql::all);
}

TEST_CASE("a sold line is switched on, its number and card are hers, and everybody hears of it once") {
  sales_point desk;
  auto order = desk.sell(desk.request(1)).value();
  CHECK(order.state == order_state::acknowledged);
  CHECK(desk.line(1).state == store::subscriber_state::pending_active);
  CHECK(desk.number_state(1) == "held");
  CHECK(desk.sim_state(1) == "held");
  CHECK(desk.events("subscriber_activated") == 0);
  CHECK_FALSE(desk.network.at(imsi(1)).on);  // nothing leaves inside the transaction

  desk.work();
  CHECK(desk.order(1).state == order_state::completed);
  CHECK(desk.order(1).finished_at == noon());
  CHECK(desk.line(1).state == store::subscriber_state::active);
  CHECK(desk.line(1).tariff_group == "prepaid_voice");
  CHECK(desk.number_state(1) == "assigned");
  CHECK(desk.sim_state(1) == "assigned");
  CHECK(desk.network.at(imsi(1)).on);
  CHECK(desk.network.at(imsi(1)).msisdn == msisdn(1).digits());
  CHECK(desk.events("subscriber_activated") == 1);
  auto holder = desk.room.read([&](db::tx& t) { return store::holder_at(t, store::identifier_kind::msisdn, msisdn(1).digits(), noon()); });
  REQUIRE(holder);
  CHECK(holder->subscriber_id == order.subscriber_id);
  auto timeline = desk.room.read([&](db::tx& t) { return store::timeline_page(t, order.customer_id, {}, 10); });
  CHECK(timeline.size() >= 2);
}

TEST_CASE("without a wish for a number or a card, any will do") {
  sales_point desk;
  auto request = desk.request(1);
  request.msisdn.reset();
  request.iccid.reset();
  auto order = desk.sell(request).value();
  REQUIRE(order.msisdn);
  REQUIRE(order.imsi);
  desk.work();
  CHECK(desk.network.at(*order.imsi).msisdn == order.msisdn->digits());
}

TEST_CASE("the same order twice is one order, before and after it was completed") {
  sales_point desk;
  auto request = desk.request(1);
  request.msisdn.reset();  // a repetition must not take another free one
  auto first = desk.sell(request).value();
  auto second = desk.sell(request).value();
  CHECK(second.subscriber_id == first.subscriber_id);
  CHECK(second.customer_id == first.customer_id);
  CHECK(second.msisdn == first.msisdn);
  desk.work();
  CHECK(desk.sell(request).value().state == order_state::completed);
  CHECK(desk.look("SELECT count(*) FROM store.subscriber") == "1");
  CHECK(desk.look("SELECT count(*) FROM store.customer") == "1");
  CHECK(desk.events("subscriber_activated") == 1);
}

TEST_CASE("an order id that comes back with another wish is refused") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  auto other = desk.request(1);
  other.msisdn = msisdn(2);
  CHECK(desk.sell(other).error() == order_id_reused);
  other = desk.request(1);
  other.offering = "all_in";
  CHECK(desk.sell(other).error() == order_id_reused);
  other = desk.request(1);
  std::get<store::new_customer>(other.customer).given_name = "Maria";
  CHECK(desk.sell(other).error() == order_id_reused);
}

TEST_CASE("a customer we know gets another line, with the same account") {
  sales_point desk;
  auto customer = desk.add_customer();
  auto request = desk.request(1);
  request.customer = customer;
  auto order = desk.sell(request).value();
  CHECK(order.customer_id == customer);
  CHECK(desk.look("SELECT count(*) FROM store.billing_account") == "1");
}

TEST_CASE("a customer nobody knows is refused, and stock stays where it is") {
  sales_point desk;
  auto request = desk.request(1);
  request.customer = core::customer_id{999999999};
  CHECK(desk.sell(request).error() == store::customer_unknown);
  CHECK(desk.number_state(1) == "free");
}

TEST_CASE("a new customer who cannot be one is refused, and nothing is half written") {
  sales_point desk;
  auto request = desk.request(1);
  std::get<store::new_customer>(request.customer).family_name = "";
  CHECK(desk.sell(request).error() == store::name_missing);
  CHECK(desk.number_state(1) == "free");
  CHECK(desk.sim_state(1) == "available");
  CHECK(desk.look("SELECT count(*) FROM store.customer") == "0");
  CHECK(desk.look("SELECT count(*) FROM activation.service_order") == "0");
}

TEST_CASE("what is refused is refused by name") {
  sales_point desk{2};
  auto ask = [&](int n, auto change) {
    auto request = desk.request(n);
    change(request);
    return desk.sell(request).error().code();
  };
  desk.sell(desk.request(1)).value();
  CHECK(ask(2, [](auto& it) { it.offering = "talk_for_nothing"; }) == offering_not_on_sale.code());
  CHECK(ask(2, [](auto& it) { it.msisdn = msisdn(1); }) == number_taken.code());
  CHECK(ask(2, [](auto& it) { it.iccid = iccid(1); }) == sim_taken.code());
  CHECK(ask(2, [](auto& it) { it.msisdn = msisdn(99); }) == number_not_ours.code());
  CHECK(ask(2, [](auto& it) { it.iccid = iccid(99); }) == sim_unknown.code());
  CHECK(ask(2, [](auto& it) { it.login = "anna"; }) == login_not_wanted.code());
  desk.sell(desk.request(2)).value();
  CHECK(ask(3, [](auto& it) { it.msisdn.reset(), it.iccid.reset(); }) == no_number_left.code());
}

TEST_CASE("a fixed line is switched on without a card: none of our elements has to be asked") {
  sales_point desk;
  auto request = desk.request(1);
  request.offering = "home_fibre";
  request.msisdn.reset();
  request.iccid.reset();
  request.login = "anna@fibre";
  desk.sell(request).value();
  desk.work();
  CHECK(desk.network.wishes() == 0);
  CHECK(desk.line(1).state == store::subscriber_state::active);
  CHECK(desk.line(1).kind == store::line_kind::fixed);
  CHECK(desk.events("subscriber_activated") == 1);

  auto second = request;
  second.order_id = order_id(2);
  CHECK(desk.sell(second).error() == store::identifier_taken);
  CHECK(desk.look("SELECT count(*) FROM store.subscriber") == "1");
}

TEST_CASE("an account paid afterwards does not fit a prepaid offering") {
  sales_point desk;
  auto who = sales_point::anna();
  who.pays = store::payment_mode::postpaid;
  auto request = desk.request(1);
  request.customer = desk.add_customer(who);
  CHECK(desk.sell(request).error() == offering_paid_otherwise);
  request.offering = "all_in";
  CHECK(desk.sell(request).has_value());
}

TEST_CASE("a number that an imported line uses is passed over, and stock learns of it") {
  sales_point desk{3};
  auto customer = desk.add_customer();
  desk.room.transact([&](db::tx& t) {
    auto line = store::open_subscriber(t, noon(), {customer, store::line_kind::mobile, "talk_freely", 1, "prepaid_voice", false});
    store::give_identifier(t, noon(), customer, line, store::identifier_kind::msisdn, msisdn(1).digits()).value();
    store::give_identifier(t, noon(), customer, line, store::identifier_kind::iccid, iccid(1).digits()).value();
  });
  auto request = desk.request(1);
  CHECK(desk.sell(request).error() == number_taken);
  request.msisdn.reset();
  request.iccid.reset();
  auto order = desk.sell(request).value();
  CHECK(order.msisdn == msisdn(2));
  CHECK(order.iccid == iccid(2));
  CHECK(desk.number_state(1) == "assigned");
  CHECK(desk.sim_state(1) == "assigned");
}

TEST_CASE("a scratch line is marked as one in the store and in its event") {
  sales_point desk;
  auto request = desk.request(1);
  request.scratch = true;
  desk.sell(request).value();
  desk.work();
  CHECK(desk.line(1).scratch);
}
