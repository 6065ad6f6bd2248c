// What a card says of a customer at a glance, and the shape in which it leaves.
#include "care/subscriber_card.hpp"

#include <boost/json/serialize.hpp>

#include "care/api/card_json.hpp"
#include "tests/catch.hpp"

using store::contact_channel;
using store::contact_purpose;
using store::hold_reason;

namespace {

care::subscriber_card anna() {
  care::subscriber_card it{};
  it.person.customer_id = core::customer_id{1};
  it.person.given_name = "Anna";
  it.person.family_name = "Kowalska";
  it.person.local_hour = 12;
  it.line.subscriber_id = core::subscriber_id{2};
  it.line.state = store::subscriber_state::active;
  it.line.offering_code = "talk";
  it.line.offering_version = 1;
  it.consents = {{contact_purpose::offer, contact_channel::sms, true}};
  return it;
}

std::vector<std::string> codes(const care::subscriber_card& card) {
  std::vector<std::string> out;
  for (const auto& each : care::decide_chips(card)) out.push_back(each.code);
  return out;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("a customer with whom all is well has one chip") { CHECK(codes(anna()) == words{"active"}); }

TEST_CASE("what is wrong stands at the top of the card") {
  auto card = anna();
  card.line.state = store::subscriber_state::suspended;
  card.line.scratch = true;
  card.person.balance_micros = -1;
  card.holds = {hold_reason::open_complaint, hold_reason::outage, hold_reason::promise_of_payment,
                hold_reason::recent_survey};
  card.consents = {{contact_purpose::offer, contact_channel::sms, false}};
  card.orders = {{core::uuid{}, core::instant{}, "held", "New line, talk", "iccid_unknown", "activate_subscriber", "talk"}};
  CHECK(codes(card) == words{"suspended", "open_complaint", "outage", "order_held", "in_debt", "promise_of_payment",
                             "no_offers", "scratch"});
}

TEST_CASE("an offer may go out when some channel has consent, a survey unless all that was said is no") {
  auto card = anna();
  card.consents = {{contact_purpose::offer, contact_channel::sms, false},
                   {contact_purpose::offer, contact_channel::email, true}};
  CHECK(care::decide_contact(card, contact_purpose::offer).may);
  card.consents = {{contact_purpose::survey, contact_channel::sms, false}};
  CHECK(care::decide_contact(card, contact_purpose::offer).reasons == words{"no_consent"});
  CHECK(care::decide_contact(card, contact_purpose::survey).reasons == words{"consent_withdrawn"});
  card.consents.push_back({contact_purpose::survey, contact_channel::app, true});
  CHECK(care::decide_contact(card, contact_purpose::survey).may);
  card.person.local_hour = 23;
  CHECK(care::decide_contact(card, contact_purpose::survey).reasons == words{"quiet_hours"});
  CHECK(care::decide_contact(card, contact_purpose::service_notice).may);
}

TEST_CASE("a card without balance, usage or a known offering is still a whole card") {
  auto card = anna();
  auto text = boost::json::serialize(care::json_of_card(card, 20));
  CHECK(text.find(R"("@type":"SubscriberCard","subscriberId":"2","customerId":"1")") != std::string::npos);
  CHECK(text.find(R"("nextFee":null)") != std::string::npos);
  CHECK(text.find(R"("balance":null)") != std::string::npos);
  CHECK(text.find(R"("offering":{"code":"talk","name":"talk","version":1})") != std::string::npos);
  CHECK(text.find(R"("usage":[],"orders":[])") != std::string::npos);
  CHECK(text.find(R"("timeline":[],"timelineNext":null)") != std::string::npos);
  CHECK(text.find(R"("chips":[{"tone":"good","text":"Active","code":"active"}])") != std::string::npos);
}

TEST_CASE("what the line will pay next, and when, stands beside the balance") {
  auto card = anna();
  card.person.balance_micros = 12'500'000;
  card.person.currency = "EUR";
  card.person.fee_micros = 9'990'000;
  card.person.fee_on = core::parse_date("2026-12-01");
  auto text = boost::json::serialize(care::json_of_card(card, 20));
  CHECK(
      text.find(
          R"("balance":{"value":"12.50","unit":"EUR"},"owed":null,"nextFee":{"amount":{"value":"9.99","unit":"EUR"},"on":"2026-12-01"})") !=
      std::string::npos);
}

TEST_CASE("the cursor of a page leads to its last entry, and no other text is a cursor") {
  store::timeline_entry last;
  last.at = *core::instant::parse("2026-03-02T10:00:00.000001Z");
  last.entry_id = core::uuid::named("x");
  auto key = care::read_cursor(care::cursor_of(last));
  REQUIRE(key);
  CHECK(key->at == last.at);
  CHECK(key->entry_id == last.entry_id);
  auto id = last.entry_id.text();
  for (const auto& text : words{"", ".", "1", "1.x", "x." + id, "1." + id + "0", " 1." + id}) {
    INFO(text);
    CHECK_FALSE(care::read_cursor(text));
  }
}

TEST_CASE("who pays afterwards owes the month that runs as a rule, and only what is overdue is wrong") {
  constexpr std::int64_t euro = 1'000'000;
  auto owes = [](std::int64_t balance, std::int64_t month, std::int64_t in_term) {
    auto it = care::decide_owed(balance * euro, month * euro, in_term * euro);
    return std::vector{it.unbilled_micros / euro, it.due_micros / euro, it.overdue_micros / euro};
  };
  CHECK(owes(-12, 12, 12) == std::vector<std::int64_t>{12, 0, 0});
  CHECK(owes(-12, 12, 40) == std::vector<std::int64_t>{12, 0, 0});   // the month before was paid
  CHECK(owes(-40, 12, 40) == std::vector<std::int64_t>{12, 28, 0});  // and here it was not, but may still be
  CHECK(owes(-90, 12, 40) == std::vector<std::int64_t>{12, 28, 50});
  CHECK(owes(-5, 12, 40) == std::vector<std::int64_t>{5, 0, 0});  // paid ahead for part of this month
  CHECK(owes(3, 12, 12) == std::vector<std::int64_t>{0, 0, 0});
  CHECK(owes(-90, -10, -20) == std::vector<std::int64_t>{0, 0, 90});  // credits pay nothing back twice

  auto card = anna();
  card.person.pays = store::payment_mode::postpaid;
  card.person.balance_micros = -40 * euro;
  card.owed = care::decide_owed(-40 * euro, 12 * euro, 40 * euro);
  CHECK(codes(card) == words{"active"});
  card.owed = care::decide_owed(-90 * euro, 12 * euro, 40 * euro);
  CHECK(codes(card) == words{"active", "overdue"});
}
