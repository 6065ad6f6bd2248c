// Every way to find somebody, in one normalised table: number, card, name, e-mail, contract, document. Global
// uniqueness of an MSISDN, IMSI or ICCID at one time lives here, as an exclusion constraint on its validity.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/tx.hpp"

namespace store {

enum class identifier_kind { msisdn, imsi, iccid, login, name, email, contract, document, external };
BOOST_DESCRIBE_ENUM(identifier_kind, msisdn, imsi, iccid, login, name, email, contract, document, external)

// Gives a line (or, without a subscriber, the customer) an identifier from `now` on. `norm` is already in its normal
// form (digits for msisdn/imsi/iccid). Refused with identifier_taken while it is somebody else's.
core::result<void> give_identifier(db::tx& t, core::instant now, core::customer_id customer,
                                   std::optional<core::subscriber_id> line, identifier_kind kind,
                                   std::string_view norm);
// Ends its validity at `now`; the past keeps it, so that a late record still finds its subscriber.
void take_identifier(db::tx& t, core::instant now, core::customer_id customer, identifier_kind kind,
                     std::string_view norm);

struct held_identifier {
  identifier_kind kind;
  std::string norm;
  core::customer_id customer_id;
  std::optional<core::subscriber_id> subscriber_id;
  core::instant valid_from;
  std::optional<core::instant> valid_to;
};
BOOST_DESCRIBE_STRUCT(held_identifier, (), (kind, norm, customer_id, subscriber_id, valid_from, valid_to))

std::vector<held_identifier> identifiers_of(db::tx& t, core::customer_id customer);  // valid ones, all lines
// Whoever held it at that time: how usage finds its subscriber.
std::optional<held_identifier> holder_at(db::tx& t, identifier_kind kind, std::string_view norm, core::instant at);

}  // namespace store
