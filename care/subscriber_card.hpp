// The subscriber card: everything the person who answers the phone needs, in two journeys to the database. Siblings are read through
// their published views only.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "core/zone.hpp"
#include "db/tx.hpp"
#include "store/contact_policy.hpp"
#include "store/customer.hpp"
#include "store/subscriber.hpp"
#include "store/timeline.hpp"

namespace care {

struct card_person {
  core::customer_id customer_id;
  std::string given_name, family_name, language, segment, contract_number, document_kind, document_last4, email;
  core::instant since;
  int local_hour;  // in the customer's zone, at the time of the card
  std::optional<store::payment_mode> pays;
  std::optional<std::int64_t> balance_micros;
  std::optional<std::string> currency;     // of the account: balance and fees alike
  std::optional<std::int64_t> fee_micros;  // the next monthly fees of the line asked for
  std::optional<core::civil_date> fee_on;  // a day of the customer's calendar
};
BOOST_DESCRIBE_STRUCT(card_person, (),
                      (customer_id, given_name, family_name, language, segment, contract_number, document_kind,
                       document_last4, email, since, local_hour, pays, balance_micros, currency, fee_micros, fee_on))

// What a customer who pays afterwards owes, by how old it is; the three make up the balance. That the month that runs is
// not paid yet is how it should be.
struct card_owed {
  std::int64_t unbilled_micros = 0;  // of the month that runs
  std::int64_t due_micros = 0;       // of months that are over, still within the term
  std::int64_t overdue_micros = 0;
};

struct card_line {
  core::subscriber_id subscriber_id;
  store::line_kind kind;
  store::subscriber_state state;
  std::optional<std::string> msisdn, imsi, iccid, login;
  std::string offering_code;
  int offering_version;
  std::optional<std::string> offering_name;  // nothing: sold before this catalogue
  std::string tariff_group;
  bool scratch;
  std::optional<core::instant> activated_at;
};
BOOST_DESCRIBE_STRUCT(card_line, (),
                      (subscriber_id, kind, state, msisdn, imsi, iccid, login, offering_code, offering_version,
                       offering_name, tariff_group, scratch, activated_at))

struct card_usage {
  std::string usage_id;
  core::instant occurred_at;
  std::string service;
  std::optional<std::string> other_party, destination;
  std::int64_t quantity;
  std::string unit;
  std::int64_t charge_micros;
  std::string currency;
  std::string tariff_code;
  int tariff_version;
};
BOOST_DESCRIBE_STRUCT(card_usage, (),
                      (usage_id, occurred_at, service, other_party, destination, quantity, unit, charge_micros,
                       currency, tariff_code, tariff_version))

struct card_order {
  core::uuid order_id;
  core::instant at;
  std::string state, what, note;
  std::string kind, offering_code;  // the same as words, for a desk of another language
};

struct card_consent {
  store::contact_purpose purpose;
  store::contact_channel channel;
  bool given;
};
struct card_complaint {
  core::uuid complaint_id;
  core::instant opened_at;
  std::string about;
};

// What is wrong, or worth knowing, at a glance. The code is stable, the text English.
struct card_chip {
  std::string tone;  // good, warn, bad, accent, neutral
  std::string text;
  std::string code;
};

struct subscriber_card {
  card_person person;
  card_line line;
  std::optional<card_owed> owed;       // who pays beforehand owes nothing
  std::vector<card_line> other_lines;  // at most twenty, living ones first
  std::vector<card_usage> usage;       // newest first; of this line
  std::vector<card_order> orders;      // newest first; of the customer
  std::vector<store::timeline_entry> timeline;
  std::vector<card_consent> consents;
  std::vector<store::hold_reason> holds;
  std::vector<card_complaint> complaints;  // open ones
};

struct card_wishes {
  bool usage = true;  // who may not see usage gets none
  std::size_t usage_rows = 20, order_rows = 10, timeline_rows = 20;
};

std::optional<subscriber_card> find_card(db::tx& t, core::instant now, core::subscriber_id id,
                                         const card_wishes& wishes = {});

// What the contact gate answers for this card; an offer may go out when any channel has consent.
store::contact_answer decide_contact(const subscriber_card& card, store::contact_purpose purpose);
std::vector<card_chip> decide_chips(const subscriber_card& card);
// Payments go to the oldest debt first: what is left is the newest. The charges are of the month that runs, and of all
// months that are not overdue.
card_owed decide_owed(std::int64_t balance_micros, std::int64_t month_micros, std::int64_t in_term_micros);

std::optional<core::customer_id> find_customer_of(db::tx& t, core::subscriber_id line);

}  // namespace care
