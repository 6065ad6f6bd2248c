// An order of the sales point or the desk (TMF641 ServiceOrder), and what it may become.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/identity.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace activation {

enum class order_kind { activate_subscriber, terminate_subscriber, suspend_subscriber, resume_subscriber };
BOOST_DESCRIBE_ENUM(order_kind, activate_subscriber, terminate_subscriber, suspend_subscriber, resume_subscriber)

// acknowledged -> in_progress -> completed. The network would not: held, until a person has it tried again or given
// back. Given back: releasing -> failed (it had been held) or cancelled (nobody wanted it any more).
enum class order_state { acknowledged, in_progress, held, releasing, completed, failed, cancelled };
BOOST_DESCRIBE_ENUM(order_state, acknowledged, in_progress, held, releasing, completed, failed, cancelled)

bool may_move(order_state from, order_state to);
bool is_finished(order_state state);

struct service_order {
  core::customer_id customer_id;
  core::uuid order_id;
  order_kind kind;
  order_state state;
  std::optional<order_state> ends_as;  // failed or cancelled, once it is being given back
  core::subscriber_id subscriber_id;
  std::string offering_code;
  std::optional<core::iccid> iccid;
  std::optional<core::imsi> imsi;
  std::optional<core::msisdn> msisdn;
  std::optional<std::string> login;
  std::string detail;  // why a line ends or rests
  std::string reason;  // why the order is held, failed or was cancelled
  core::uuid digest;   // of what was asked
  core::instant accepted_at;
  std::string accepted_by;
  std::optional<core::instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(service_order, (), (customer_id, order_id, kind, state, ends_as, subscriber_id, offering_code, iccid, imsi,
                                          msisdn, login, detail, reason, digest, accepted_at, accepted_by, finished_at))

std::optional<service_order> find_order(db::tx& t, const core::uuid& id);
// Locks the customer first and then the order, as every verb of this room does.
std::optional<service_order> lock_order(db::tx& t, const core::uuid& id);
// Makes a repetition with the same id wait until the first one is decided; then finds it.
std::optional<service_order> find_earlier_order(db::tx& t, const core::uuid& id);
bool has_open_order(db::tx& t, core::customer_id customer, core::subscriber_id line);

void accept_order(db::tx& t, const service_order& what);
// Writes the new state with what goes with it; `order` is changed too. A move that is not permitted is a mistake here.
void move_order(db::tx& t, core::instant now, service_order& order, order_state to, std::string reason = {});

struct order_page {
  std::vector<service_order> orders;
  std::int64_t total;
};
order_page list_orders(db::tx& t, std::optional<order_state> in, std::int64_t limit, std::int64_t offset);

}  // namespace activation
