// What a person may do with an order that is under way: have the network asked again, or have everything given back.
#pragma once

#include <string>

#include "activation/order.hpp"
#include "core/refusal.hpp"

namespace activation {

// Refusals: order_unknown, order_not_held.
core::result<service_order> retry_order(db::tx& t, core::instant now, const core::uuid& id);
// Ends as `failed` when it was held, as `cancelled` when it was still going well. Both can take a moment: the network
// has to let go first. Refusals: order_unknown, order_finished.
core::result<service_order> release_order(db::tx& t, core::instant now, const core::uuid& id);

// The rules behind them.
core::result<order_state> decide_retry(const service_order& order);
core::result<order_state> decide_release(const service_order& order);  // what it will end as

}  // namespace activation
