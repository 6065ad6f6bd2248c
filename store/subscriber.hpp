// One line of a customer: what is switched on, with its identifiers. States follow TMF638.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/tx.hpp"

namespace store {

enum class line_kind { mobile, fixed };
BOOST_DESCRIBE_ENUM(line_kind, mobile, fixed)

enum class subscriber_state { pending_active, active, suspended, terminated };
BOOST_DESCRIBE_ENUM(subscriber_state, pending_active, active, suspended, terminated)

struct subscriber {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
  core::billing_account_id billing_account_id;
  line_kind kind;
  subscriber_state state;
  std::string offering_code;  // of the catalogue
  int offering_version;
  std::string tariff_group;  // what analytics groups by; copied from the offering at the time
  bool scratch;              // made by `abonent check`: in no figure
  core::instant created_at;
  std::optional<core::instant> activated_at, terminated_at;
};
BOOST_DESCRIBE_STRUCT(subscriber, (),
                      (customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version,
                       tariff_group, scratch, created_at, activated_at, terminated_at))

struct new_subscriber {
  core::customer_id customer;
  line_kind kind = line_kind::mobile;
  std::string offering_code;
  int offering_version = 1;
  std::string tariff_group;
  bool scratch = false;
};

// Opens a line in pending_active under the customer's billing account.
core::subscriber_id open_subscriber(db::tx& t, core::instant now, const new_subscriber& line);
bool may_move(subscriber_state from, subscriber_state to);
// Moves the state along the permitted moves (a table in subscriber.cpp); anything else: move_not_permitted.
core::result<void> move_subscriber(db::tx& t, core::instant now, core::subscriber_id id, subscriber_state to);

std::optional<subscriber> find_subscriber(db::tx& t, core::subscriber_id id);
std::vector<subscriber> subscribers_of(db::tx& t, core::customer_id id);

}  // namespace store
