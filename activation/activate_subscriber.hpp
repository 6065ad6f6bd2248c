// Sells a line and has it switched on: the one verb behind every sale. The order's id is made by whoever asks, and the
// same id asks for the same line however often it comes.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "activation/order.hpp"
#include "activation/stock.hpp"
#include "catalog/offering.hpp"
#include "core/refusal.hpp"
#include "store/customer.hpp"
#include "store/identifier.hpp"

namespace activation {

struct activation_request {
  core::uuid order_id;  // a UUIDv7 of the caller's
  // A new customer's account takes the currency and the way of paying of the offering.
  std::variant<core::customer_id, store::new_customer> customer;
  std::string offering;                // its code; the version on sale now
  std::optional<core::msisdn> msisdn;  // mobile lines; nothing: any free one
  std::optional<core::iccid> iccid;    // mobile lines; nothing: any available one
  std::string login;                   // fixed lines
  bool scratch = false;                // of a self-test: in no figure
  std::string by;                      // the user's name
  std::string channel = "shop";
};

// Holds number and card, opens the line and gives it its identifiers, and leaves the errands; the network hears of it
// after the commit. Refusals: order_id_reused, store::customer_unknown, those of store::add_customer,
// store::identifier_taken (a login), and those of decide_activation.
core::result<service_order> activate_subscriber(db::tx& t, core::instant now, const activation_request& request);

// Everything the rule looks at.
struct activation_facts {
  std::optional<catalog::offering> offering;
  std::optional<store::customer> customer;  // nothing: a new one
  std::optional<number> msisdn;
  std::optional<sim> iccid;
  std::optional<store::held_identifier> msisdn_user;  // who has the number outside our stock's knowledge
  std::optional<store::held_identifier> iccid_user;
};
core::result<void> decide_activation(const activation_request& request, const activation_facts& facts);

}  // namespace activation
