// The other orders for a line: ending it, letting it rest and waking it. Each is an order of its own with errands to
// the network; the line changes its state when the network has done so.
#pragma once

#include <string>

#include "activation/order.hpp"
#include "core/refusal.hpp"
#include "store/subscriber.hpp"

namespace activation {

struct change_request {
  core::uuid order_id;  // a UUIDv7 of the caller's: the same id asks for the same change
  core::subscriber_id subscriber;
  std::string reason;   // `customer_request`, `port_out`, `non_payment`, `fraud`, `inactivity`, `check`
  std::string by;
  std::string channel = "shop";
};

// The line ends; its number rests and its card is retired. Refusals: order_id_reused, store::subscriber_unknown, and
// those of decide_change.
core::result<service_order> terminate_subscriber(db::tx& t, core::instant now, const change_request& request);
core::result<service_order> suspend_subscriber(db::tx& t, core::instant now, const change_request& request);
core::result<service_order> resume_subscriber(db::tx& t, core::instant now, const change_request& request);

// Refusals: line_terminated, line_not_active, line_not_suspended, line_busy.
core::result<void> decide_change(order_kind kind, store::subscriber_state line, bool another_under_way);

}  // namespace activation
