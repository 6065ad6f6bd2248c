// Retrying and giving back.
#include "activation/mend_order.hpp"

#include <algorithm>

#include "activation/activation_sql.hpp"
#include "activation/errand.hpp"
#include "activation/refusals.hpp"
#include "activation/settle_order.hpp"

namespace activation {

core::result<order_state> decide_retry(const service_order& order) {
  if (order.state != order_state::held) return order_not_held;
  return order.ends_as ? order_state::releasing : order_state::in_progress;
}

core::result<order_state> decide_release(const service_order& order) {
  if (is_finished(order.state)) return order_finished;
  if (order.ends_as) return *order.ends_as;
  return order.state == order_state::held ? order_state::failed : order_state::cancelled;
}

core::result<service_order> retry_order(db::tx& t, core::instant now, const core::uuid& id) {
  auto order = lock_order(t, id);
  if (!order) return order_unknown;
  auto to = decide_retry(*order);
  if (!to) return to.error();
  t.exec(sql::retry_errand, order->customer_id, order->order_id, now);
  move_order(t, now, *order, *to, order->reason);
  return *order;
}

core::result<service_order> release_order(db::tx& t, core::instant now, const core::uuid& id) {
  auto order = lock_order(t, id);
  if (!order) return order_unknown;
  auto ends_as = decide_release(*order);
  if (!ends_as) return ends_as.error();
  if (order->ends_as) return order->state == order_state::held ? retry_order(t, now, id) : *order;  // asked for already
  order->ends_as = *ends_as;
  move_order(t, now, *order, order_state::releasing, order->reason);
  t.exec(sql::drop_errands, order->customer_id, order->order_id);
  auto line = store::find_subscriber(t, order->subscriber_id).value();
  auto errands = errands_of(t, *order);
  bool under_way = std::any_of(errands.begin(), errands.end(), [](const errand& it) { return it.state == errand_state::under_way; });
  auto steps = steps_back(order->kind, order->msisdn.has_value(), line.state);
  add_errands(t, now, *order, steps, true, !under_way);
  if (steps.empty() && !under_way) finish_release(t, now, *order);
  return *order;
}

}  // namespace activation
