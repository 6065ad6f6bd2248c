// The one gate for every message to a customer.
#include "store/contact_policy.hpp"

#include <algorithm>

#include "store/refusals.hpp"
#include "store/store_sql.hpp"

namespace store {
namespace {

constexpr int quiet_from_hour = 21, quiet_to_hour = 9;  // local time of the customer
constexpr std::chrono::days between_surveys{14};

struct loaded_facts {
  int local_hour;
  std::optional<bool> given;  // nothing: never asked
  std::vector<hold_reason> holds;
};
BOOST_DESCRIBE_STRUCT(loaded_facts, (), (local_hour, given, holds))

bool is_quiet(int local_hour) { return local_hour >= quiet_from_hour || local_hour < quiet_to_hour; }

struct verdict {
  const contact_facts& facts;
  std::vector<std::string> reasons;

  void stops_at(hold_reason hold, std::string_view word) {
    if (std::find(facts.holds.begin(), facts.holds.end(), hold) != facts.holds.end()) reasons.emplace_back(word);
  }
  void stops_if(bool so, std::string_view word) {
    if (so) reasons.emplace_back(word);
  }
};

}  // namespace

contact_answer decide_may_contact(contact_purpose purpose, const contact_facts& facts) {
  verdict it{facts, {}};
  switch (purpose) {
    case contact_purpose::service_notice:
      break;
    case contact_purpose::offer:
      it.stops_at(hold_reason::open_complaint, "open_complaint");
      it.stops_at(hold_reason::outage, "outage");
      it.stops_if(!facts.consented, "no_consent");
      it.stops_if(is_quiet(facts.local_hour), "quiet_hours");
      break;
    case contact_purpose::survey:
      it.stops_at(hold_reason::open_complaint, "open_complaint");
      it.stops_at(hold_reason::recent_survey, "surveyed_recently");
      it.stops_if(facts.withdrawn, "consent_withdrawn");
      it.stops_if(is_quiet(facts.local_hour), "quiet_hours");
      break;
    case contact_purpose::dunning:
      it.stops_at(hold_reason::open_complaint, "open_complaint");
      it.stops_at(hold_reason::outage, "outage");
      it.stops_at(hold_reason::promise_of_payment, "promise_of_payment");
      break;
  }
  return {it.reasons.empty(), std::move(it.reasons)};
}

contact_answer may_contact(db::tx& t, core::customer_id customer, contact_purpose purpose, contact_channel channel,
                           core::instant now) {
  auto loaded = t.find<loaded_facts>(sql::contact_facts, customer, purpose, channel, now);
  if (!loaded) return {false, {"customer_unknown"}};
  contact_facts facts;
  facts.holds = std::move(loaded->holds);
  facts.consented = loaded->given.value_or(false);
  facts.withdrawn = loaded->given.has_value() && !*loaded->given;
  facts.local_hour = loaded->local_hour;
  return decide_may_contact(purpose, facts);
}

void place_hold(db::tx& t, const contact_hold& what) {
  t.exec(sql::place_hold, what.customer_id, what.hold_id, what.reason, what.from, what.to, what.reference);
}

void lift_hold(db::tx& t, core::customer_id customer, const core::uuid& hold_id, core::instant now) {
  t.exec(sql::lift_hold, customer, hold_id, now);
}

void record_consent(db::tx& t, core::instant now, core::customer_id customer, contact_purpose purpose,
                    contact_channel channel, bool given, const std::string& wording_version,
                    const std::string& source) {
  t.exec(sql::record_consent, customer, purpose, channel, given, wording_version, source, now);
}

core::result<bool> record_contact(db::tx& t, const sent_contact& what) {
  if (what.purpose == contact_purpose::survey) {
    contact_hold hold{what.contact_id, what.customer_id,          hold_reason::recent_survey,
                      what.at,         what.at + between_surveys, what.reference};
    place_hold(t, hold);
    if (!t.find<bool>(sql::hold_exists, what.customer_id, what.contact_id)) return surveyed_recently;
  }
  return t.change(sql::record_contact, what.customer_id, what.contact_id, what.purpose, what.channel, what.at,
                  what.reference) == 1;
}

}  // namespace store
