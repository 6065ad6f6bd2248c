// One gate for every message to a customer. What one room needs another to respect is a fact here, not a call:
// rooms place and lift holds; every sender asks may_contact at send time and gets reasons.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace store {

enum class contact_purpose { service_notice, offer, survey, dunning };
BOOST_DESCRIBE_ENUM(contact_purpose, service_notice, offer, survey, dunning)

enum class contact_channel { sms, email, phone, letter, app };
BOOST_DESCRIBE_ENUM(contact_channel, sms, email, phone, letter, app)

enum class hold_reason { open_complaint, outage, recent_survey, promise_of_payment };
BOOST_DESCRIBE_ENUM(hold_reason, open_complaint, outage, recent_survey, promise_of_payment)

struct contact_hold {
  core::uuid hold_id;  // made by the one who places it
  core::customer_id customer_id;
  hold_reason reason;
  core::instant from;
  std::optional<core::instant> to;  // a promise and a survey expire by themselves
  std::string reference;            // the complaint, the incident
};
BOOST_DESCRIBE_STRUCT(contact_hold, (), (hold_id, customer_id, reason, from, to, reference))

void place_hold(db::tx& t, const contact_hold& what);  // the same hold twice is one
void lift_hold(db::tx& t, core::customer_id customer, const core::uuid& hold_id, core::instant now);

void record_consent(db::tx& t, core::instant now, core::customer_id customer, contact_purpose purpose,
                    contact_channel channel, bool given, const std::string& wording_version, const std::string& source);

struct contact_answer {
  bool may;
  std::vector<std::string> reasons;  // stable words: `open_complaint`, `no_consent`, `quiet_hours`, `surveyed_recently`
};
// A service notice passes every hold and needs no consent. An offer needs consent and stops at a complaint, an outage
// and quiet hours (21-09 local). A survey: at most one in 14 days, none with a complaint open, after its consent was
// withdrawn or in quiet hours. Dunning stops at a complaint, an outage and a promise of payment.
contact_answer may_contact(db::tx& t, core::customer_id customer, contact_purpose purpose, contact_channel channel,
                           core::instant now);
// The pure rule behind it.
struct contact_facts {
  std::vector<hold_reason> holds;  // in force at `now`
  bool consented = false;          // the latest word about this purpose and channel is yes
  bool withdrawn = false;          // it is no; neither: never asked
  int local_hour = 12;             // in the customer's zone
};
contact_answer decide_may_contact(contact_purpose purpose, const contact_facts& facts);

// What a sender writes down in the transaction that hands the message over. False: this contact was recorded before.
// A survey opens its fourteen days; while another's run it is refused with surveyed_recently, also in a race.
struct sent_contact {
  core::uuid contact_id;
  core::customer_id customer_id;
  contact_purpose purpose;
  contact_channel channel;
  core::instant at;
  std::string reference;  // the campaign, the bill, the ticket
};
core::result<bool> record_contact(db::tx& t, const sent_contact& what);

}  // namespace store
