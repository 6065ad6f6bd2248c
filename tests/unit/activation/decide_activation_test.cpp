// Who may have which number, card and offering.
#include "activation/activate_subscriber.hpp"
#include "activation/change_service.hpp"
#include "activation/refusals.hpp"
#include "tests/catch.hpp"

using namespace activation;

namespace {

const core::msisdn a_number = *core::msisdn::parse("79160000001");
const core::iccid a_card = *core::iccid::parse("8970199000000000007");
const core::imsi an_imsi = *core::imsi::parse("250990000000001");

catalog::offering prepaid_voice() {
  return {"talk", 1, "Talk", "", *core::currency::parse("EUR"), {}, catalog::offering_kind::mobile, catalog::offering_pays::prepaid,
          "prepaid", {}, "talk", {}, {}};
}
catalog::offering fibre() {
  auto out = prepaid_voice();
  out.code = "fibre";
  out.kind = catalog::offering_kind::fixed;
  return out;
}

activation_request asks() {
  activation_request out;
  out.customer = core::customer_id{7};
  out.offering = "talk";
  out.msisdn = a_number;
  out.iccid = a_card;
  return out;
}

activation_facts all_well() {
  activation_facts out;
  out.offering = prepaid_voice();
  out.customer = store::customer{};
  out.customer->currency = "EUR";
  out.customer->pays = store::payment_mode::prepaid;
  out.msisdn = activation::number{a_number, number_state::free, {}, {}, {}, {}, {}};
  out.iccid = sim{a_card, an_imsi, sim_state::available, {}, {}, {}, {}};
  return out;
}

store::held_identifier somebody() { return {store::identifier_kind::msisdn, "1", core::customer_id{9}, core::subscriber_id{9}, {}, {}}; }

void refused(const activation_request& request, const activation_facts& facts, const core::refusal& why) {
  auto answer = decide_activation(request, facts);
  REQUIRE(answer.has_error());
  CHECK(answer.error().code() == why.code());
}

}  // namespace

TEST_CASE("a free number and an available card are sold") { CHECK(decide_activation(asks(), all_well()).has_value()); }

TEST_CASE("an offering that is not on sale is refused before anything else") {
  auto facts = all_well();
  facts.offering.reset();
  facts.msisdn.reset();
  refused(asks(), facts, offering_not_on_sale);
}

TEST_CASE("a number that is held, used, resting or not ours is refused, each for its own reason") {
  auto facts = all_well();
  facts.msisdn->state = number_state::held;
  refused(asks(), facts, number_taken);
  facts.msisdn->state = number_state::assigned;
  refused(asks(), facts, number_taken);
  facts.msisdn->state = number_state::quarantine;
  refused(asks(), facts, number_in_quarantine);
  facts.msisdn.reset();
  refused(asks(), facts, number_not_ours);
}

TEST_CASE("a number that is free in stock but used by an imported line is refused") {
  auto facts = all_well();
  facts.msisdn_user = somebody();
  refused(asks(), facts, number_taken);
  facts = all_well();
  facts.iccid_user = somebody();
  refused(asks(), facts, sim_taken);
}

TEST_CASE("a card that is held, used, retired or not ours is refused, each for its own reason") {
  auto facts = all_well();
  facts.iccid->state = sim_state::held;
  refused(asks(), facts, sim_taken);
  facts.iccid->state = sim_state::assigned;
  refused(asks(), facts, sim_taken);
  facts.iccid->state = sim_state::retired;
  refused(asks(), facts, sim_retired);
  facts.iccid.reset();
  refused(asks(), facts, sim_unknown);
}

TEST_CASE("an empty stock says that it is empty, not that a number is unknown") {
  auto request = asks();
  request.msisdn.reset();
  auto facts = all_well();
  facts.msisdn.reset();
  refused(request, facts, no_number_left);
  request.iccid.reset();
  facts = all_well();
  facts.iccid.reset();
  refused(request, facts, no_sim_left);
}

TEST_CASE("a fixed line needs a login, no number and no card") {
  auto facts = all_well();
  facts.offering = fibre();
  auto request = asks();
  refused(request, facts, number_not_wanted);
  request.msisdn.reset();
  refused(request, facts, number_not_wanted);
  request.iccid.reset();
  refused(request, facts, login_missing);
  request.login = "anna@fibre";
  CHECK(decide_activation(request, facts).has_value());
}

TEST_CASE("a mobile line has no login") {
  auto request = asks();
  request.login = "anna";
  refused(request, all_well(), login_not_wanted);
}

TEST_CASE("an account in another currency or paid in another way does not fit the offering") {
  auto facts = all_well();
  facts.customer->currency = "PLN";
  refused(asks(), facts, offering_in_other_currency);
  facts = all_well();
  facts.customer->pays = store::payment_mode::postpaid;
  refused(asks(), facts, offering_paid_otherwise);
  facts.customer.reset();  // a new one gets an account that fits
  CHECK(decide_activation(asks(), facts).has_value());
}

TEST_CASE("a line is ended, suspended and resumed only from where that is possible") {
  using store::subscriber_state;
  using enum order_kind;
  CHECK(decide_change(terminate_subscriber, subscriber_state::active, false).has_value());
  CHECK(decide_change(terminate_subscriber, subscriber_state::suspended, false).has_value());
  CHECK(decide_change(terminate_subscriber, subscriber_state::pending_active, false).error() == line_not_active);
  CHECK(decide_change(terminate_subscriber, subscriber_state::terminated, false).error() == line_terminated);
  CHECK(decide_change(suspend_subscriber, subscriber_state::active, false).has_value());
  CHECK(decide_change(suspend_subscriber, subscriber_state::suspended, false).error() == line_not_active);
  CHECK(decide_change(resume_subscriber, subscriber_state::suspended, false).has_value());
  CHECK(decide_change(resume_subscriber, subscriber_state::active, false).error() == line_not_suspended);
  CHECK(decide_change(suspend_subscriber, subscriber_state::active, true).error() == line_busy);
  CHECK(decide_change(activate_subscriber, subscriber_state::active, false).error() == line_busy);
}
