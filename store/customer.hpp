// Who we serve: a party (a person or an organisation), the customer it is to us (TMF629) and the account that pays
// (TMF666). One person is one party and one customer, whatever they buy.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "core/zone.hpp"
#include "db/tx.hpp"

namespace store {

enum class party_kind { person, organisation };
BOOST_DESCRIBE_ENUM(party_kind, person, organisation)

enum class payment_mode { prepaid, postpaid };
BOOST_DESCRIBE_ENUM(payment_mode, prepaid, postpaid)

struct new_customer {
  party_kind kind = party_kind::person;
  std::string given_name;   // organisations: empty
  std::string family_name;  // organisations: the name
  std::optional<core::civil_date> birth_date;
  std::string language = "en";   // BCP 47: en, ru, pl
  std::string time_zone;         // IANA; empty: the operator's
  std::string email;             // may be empty
  std::string contract_number;   // unique; empty: one is made
  std::string document_kind;     // `passport`, `id_card`; empty: none given
  std::string document_number;   // kept as a keyed hash and its last four characters
  std::string segment;           // free word of the operator's: `families`
  std::string currency = "EUR";  // of the billing account
  payment_mode pays = payment_mode::prepaid;
  int bill_day = 1;         // 1..31; a shorter month bills on its last day
  std::string external_id;  // of the system it was imported from; unique where given
};

struct customer {
  core::customer_id customer_id;
  core::party_id party_id;
  core::billing_account_id billing_account_id;
  party_kind kind;
  std::string given_name, family_name, language, time_zone, email, contract_number, segment, currency;
  std::string document_kind, document_last4;  // empty: none given
  payment_mode pays;
  int bill_day;
  core::instant since;
};
BOOST_DESCRIBE_STRUCT(customer, (),
                      (customer_id, party_id, billing_account_id, kind, given_name, family_name, language, time_zone,
                       email, contract_number, segment, currency, document_kind, document_last4, pays, bill_day, since))

// What is wrong with it before anything is looked up.
core::result<void> decide_new_customer(const new_customer& who);

// Writes party, customer, billing account and identifiers (contract, e-mail, document, name). Refuses a contract
// number, document or external id that is already somebody's; says `customer_created`.
core::result<core::customer_id> add_customer(db::tx& t, core::instant now, const new_customer& who);

// In the order of their ids; of one segment, or (empty) of all.
std::vector<customer> list_customers(db::tx& t, const std::string& segment, std::size_t offset, std::size_t limit);
std::size_t count_customers(db::tx& t, const std::string& segment);

std::optional<customer> find_customer(db::tx& t, core::customer_id id);
// Locks the customer's row: every verb that writes about a customer does this first, so that its events keep order.
bool lock_customer(db::tx& t, core::customer_id id);

}  // namespace store
