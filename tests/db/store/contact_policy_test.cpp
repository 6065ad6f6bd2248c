// Holds, consents and sent contacts in the database, and what may_contact makes of them.
#include "store/contact_policy.hpp"

#include <atomic>
#include <thread>

#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;
using store::contact_channel;
using store::contact_purpose;
using store::hold_reason;
using reasons = std::vector<std::string>;

namespace {

struct anna_and_the_gate {
  database_case world;
  operator_for_test with;
  core::customer_id anna = world.as("store").transact([&](db::tx& t) { return add(t, person("Anna", "Kowalska")); });

  reasons why_not(contact_purpose purpose, core::instant at = noon(), contact_channel channel = contact_channel::sms) {
    return world.as("store").read([&](db::tx& t) { return store::may_contact(t, anna, purpose, channel, at).reasons; });
  }
  void consent(bool given, core::instant at, contact_purpose purpose = contact_purpose::offer) {
    world.as("store").transact(
        [&](db::tx& t) { store::record_consent(t, at, anna, purpose, contact_channel::sms, given, "v1", "shop"); });
  }
  core::uuid hold(hold_reason reason, core::instant from, std::optional<core::instant> to = std::nullopt) {
    auto id = core::uuid::make(from);
    world.as("store").transact([&](db::tx& t) { store::place_hold(t, {id, anna, reason, from, to, "7"}); });
    return id;
  }
};

}  // namespace

TEST_CASE("the latest word about consent counts, for its own channel and from its own time") {
  anna_and_the_gate it;
  CHECK(it.why_not(contact_purpose::offer) == reasons{"no_consent"});
  it.consent(true, noon());
  CHECK(it.why_not(contact_purpose::offer, noon() - 1s) == reasons{"no_consent"});
  CHECK(it.why_not(contact_purpose::offer).empty());
  CHECK(it.why_not(contact_purpose::offer, noon(), contact_channel::email) == reasons{"no_consent"});
  it.consent(false, noon() + 1h);
  CHECK(it.why_not(contact_purpose::offer, noon() + 59min).empty());
  CHECK(it.why_not(contact_purpose::offer, noon() + 1h) == reasons{"no_consent"});
  it.consent(true, noon() + 1h);  // the same second: the later word
  CHECK(it.why_not(contact_purpose::offer, noon() + 1h).empty());
}

TEST_CASE("a hold counts from its start to its end, and the same hold twice is one") {
  anna_and_the_gate it;
  it.consent(true, noon());
  auto id = it.hold(hold_reason::open_complaint, noon() + 1h);
  it.world.as("store").transact([&](db::tx& t) {
    store::place_hold(t, {id, it.anna, hold_reason::open_complaint, noon() + 1h, {}, "7"});
  });
  CHECK(it.world.look("SELECT count(*) FROM store.contact_hold") == "1");
  CHECK(it.why_not(contact_purpose::offer).empty());
  CHECK(it.why_not(contact_purpose::offer, noon() + 1h) == reasons{"open_complaint"});
  CHECK(it.why_not(contact_purpose::service_notice, noon() + 1h).empty());
  it.world.as("store").transact([&](db::tx& t) { store::lift_hold(t, it.anna, id, noon() + 2h); });
  CHECK(it.why_not(contact_purpose::offer, noon() + 2h).empty());
  it.world.as("store").transact(
      [&](db::tx& t) { store::lift_hold(t, it.anna, id, noon() + 3h); });  // lifted stays lifted
  CHECK(it.world.look("SELECT valid_to FROM store.contact_hold") == "2026-03-02 12:00:00+00");
}

TEST_CASE("with two complaints open, closing one is not enough") {
  anna_and_the_gate it;
  auto first = it.hold(hold_reason::open_complaint, noon());
  it.hold(hold_reason::open_complaint, noon());
  it.world.as("store").transact([&](db::tx& t) { store::lift_hold(t, it.anna, first, noon() + 1min); });
  CHECK(it.why_not(contact_purpose::dunning, noon() + 2min) == reasons{"open_complaint"});
}

TEST_CASE("a promise of payment stops dunning until its day and then expires by itself") {
  anna_and_the_gate it;
  it.hold(hold_reason::promise_of_payment, noon(), noon() + 72h);
  CHECK(it.why_not(contact_purpose::dunning) == reasons{"promise_of_payment"});
  CHECK(it.why_not(contact_purpose::dunning, noon() + 72h).empty());
}

TEST_CASE("quiet hours are those of the customer's own zone, also on the day the clocks change") {
  anna_and_the_gate it;  // Warsaw: UTC+1 in winter, UTC+2 in summer
  it.consent(true, noon() - 240h);
  auto at = [&](const char* utc) { return it.why_not(contact_purpose::offer, *core::instant::parse(utc)); };
  CHECK(at("2026-03-02T07:59:59Z") == reasons{"quiet_hours"});
  CHECK(at("2026-03-02T08:00:00Z").empty());
  CHECK(at("2026-03-02T19:59:59Z").empty());
  CHECK(at("2026-03-02T20:00:00Z") == reasons{"quiet_hours"});
  CHECK(at("2026-03-29T07:00:00Z").empty());  // summer time began at 01:00 UTC: it is nine already
  CHECK(at("2026-03-28T07:00:00Z") == reasons{"quiet_hours"});
}

TEST_CASE("a survey opens fourteen days in which another is refused, to the second") {
  anna_and_the_gate it;
  auto survey = [&](core::instant at, core::uuid id) {
    return it.world.as("store").transact([&](db::tx& t) {
      return store::record_contact(t, {id, it.anna, contact_purpose::survey, contact_channel::sms, at, "s1"});
    });
  };
  auto first = core::uuid::make(noon());
  CHECK(survey(noon(), first).value());
  CHECK_FALSE(survey(noon(), first).value());  // said twice, recorded once
  CHECK(it.why_not(contact_purpose::survey, noon() + 24h) == reasons{"surveyed_recently"});
  CHECK(survey(noon() + 24h, core::uuid::make(noon() + 24h)).error() == store::surveyed_recently);
  CHECK(survey(noon() + 24h * 14 - 1s, core::uuid::make(noon())).error() == store::surveyed_recently);
  CHECK(it.why_not(contact_purpose::survey, noon() + 24h * 14).empty());
  CHECK(survey(noon() + 24h * 14, core::uuid::make(noon() + 24h * 14)).value());
  CHECK(it.world.look("SELECT count(*) FROM store.contact_log") == "2");
}

TEST_CASE("two senders who both were told yes survey a customer once") {
  anna_and_the_gate it;
  std::atomic<int> sent{0}, refused{0};
  auto sender = [&] {
    auto answer = it.world.as("store").transact([&](db::tx& t) {
      return store::record_contact(
          t, {core::uuid::make(noon()), it.anna, contact_purpose::survey, contact_channel::sms, noon(), ""});
    });
    ++(answer ? sent : refused);
  };
  std::thread one{sender}, two{sender};
  one.join();
  two.join();
  CHECK(sent == 1);
  CHECK(refused == 1);
}

TEST_CASE("of an unknown customer nothing may be said") {
  anna_and_the_gate it;
  auto answer = it.world.as("store").read([&](db::tx& t) {
    return store::may_contact(t, core::customer_id{999}, contact_purpose::service_notice, contact_channel::sms, noon());
  });
  CHECK_FALSE(answer.may);
  CHECK(answer.reasons == reasons{"customer_unknown"});
}
