// Who may be told what, and when: the rule without a database.
#include "store/contact_policy.hpp"

#include "tests/catch.hpp"

using store::contact_purpose;
using store::hold_reason;
using reasons = std::vector<std::string>;

namespace {

store::contact_facts facts(std::vector<hold_reason> holds, bool consented = true, int hour = 12,
                           bool withdrawn = false) {
  store::contact_facts it;
  it.holds = std::move(holds);
  it.consented = consented;
  it.withdrawn = withdrawn;
  it.local_hour = hour;
  return it;
}

reasons why_not(contact_purpose purpose, const store::contact_facts& with) {
  auto answer = store::decide_may_contact(purpose, with);
  CHECK(answer.may == answer.reasons.empty());
  return answer.reasons;
}

const std::vector<hold_reason> everything = {hold_reason::open_complaint, hold_reason::outage,
                                             hold_reason::recent_survey, hold_reason::promise_of_payment};

}  // namespace

TEST_CASE("a service notice passes every hold, at night, without consent") {
  CHECK(why_not(contact_purpose::service_notice, facts(everything, false, 3, true)).empty());
}

TEST_CASE("an open complaint blocks an offer and a second survey, not a service notice") {
  auto with = facts({hold_reason::open_complaint});
  CHECK(why_not(contact_purpose::offer, with) == reasons{"open_complaint"});
  CHECK(why_not(contact_purpose::survey, with) == reasons{"open_complaint"});
  CHECK(why_not(contact_purpose::service_notice, with).empty());
}

TEST_CASE("an offer needs consent") {
  CHECK(why_not(contact_purpose::offer, facts({})).empty());
  CHECK(why_not(contact_purpose::offer, facts({}, false)) == reasons{"no_consent"});
}

TEST_CASE("an offer stops at an outage, not at a survey or a promise of payment") {
  CHECK(why_not(contact_purpose::offer, facts({hold_reason::outage})) == reasons{"outage"});
  CHECK(why_not(contact_purpose::offer, facts({hold_reason::recent_survey, hold_reason::promise_of_payment})).empty());
}

TEST_CASE("quiet hours run from 21 to 9 in the customer's own time") {
  for (int hour = 0; hour < 24; ++hour) {
    INFO("hour " << hour);
    bool quiet = hour >= 21 || hour < 9;
    CHECK(why_not(contact_purpose::offer, facts({}, true, hour)).empty() != quiet);
    CHECK(why_not(contact_purpose::survey, facts({}, true, hour)).empty() != quiet);
    CHECK(why_not(contact_purpose::service_notice, facts({}, true, hour)).empty());
    CHECK(why_not(contact_purpose::dunning, facts({}, true, hour)).empty());
  }
}

TEST_CASE("a survey is asked once in fourteen days and never of one who refused to be asked") {
  CHECK(why_not(contact_purpose::survey, facts({}, false)).empty());
  CHECK(why_not(contact_purpose::survey, facts({hold_reason::recent_survey})) == reasons{"surveyed_recently"});
  CHECK(why_not(contact_purpose::survey, facts({}, false, 12, true)) == reasons{"consent_withdrawn"});
}

TEST_CASE("dunning stops at a complaint, an outage and a promise of payment, and needs no consent") {
  CHECK(why_not(contact_purpose::dunning, facts({}, false)).empty());
  CHECK(why_not(contact_purpose::dunning, facts({hold_reason::recent_survey}, false)).empty());
  CHECK(why_not(contact_purpose::dunning, facts(everything)) ==
        reasons{"open_complaint", "outage", "promise_of_payment"});
}

TEST_CASE("every reason is said, not only the first") {
  CHECK(why_not(contact_purpose::offer, facts(everything, false, 23)) ==
        reasons{"open_complaint", "outage", "no_consent", "quiet_hours"});
}
