// Orders: their permitted moves and their rows.
#include "activation/order.hpp"

#include <stdexcept>

#include "activation/activation_sql.hpp"
#include "activation/moves.hpp"
#include "store/customer.hpp"

namespace activation {
namespace {

using enum order_state;

constexpr move<order_state> permitted[] = {
    {acknowledged, in_progress}, {acknowledged, releasing},
    {in_progress, completed},    {in_progress, held},        {in_progress, releasing},
    {held, in_progress},         {held, releasing},
    {releasing, held},  // the network would not let go
    {releasing, failed},         {releasing, cancelled},
};

}  // namespace

bool may_move(order_state from, order_state to) { return permits(permitted, from, to); }
bool is_finished(order_state state) { return state == completed || state == failed || state == cancelled; }

std::optional<service_order> find_order(db::tx& t, const core::uuid& id) { return t.find<service_order>(sql::find_order, id); }

std::optional<service_order> lock_order(db::tx& t, const core::uuid& id) {
  auto seen = find_order(t, id);
  if (!seen) return std::nullopt;
  store::lock_customer(t, seen->customer_id);
  return t.find<service_order>(sql::lock_order, seen->customer_id, id);
}

std::optional<service_order> find_earlier_order(db::tx& t, const core::uuid& id) {
  t.exec(sql::lock_order_id, id);
  return find_order(t, id);
}

bool has_open_order(db::tx& t, core::customer_id customer, core::subscriber_id line) {
  return t.find<core::uuid>(sql::find_open_order, customer, line).has_value();
}

void accept_order(db::tx& t, const service_order& what) {
  t.exec(sql::accept_order, what.customer_id, what.order_id, what.kind, what.subscriber_id, what.offering_code, what.iccid,
         what.imsi, what.msisdn, what.login, what.detail, what.digest, what.accepted_at, what.accepted_by);
}

void move_order(db::tx& t, core::instant now, service_order& order, order_state to, std::string reason) {
  if (!may_move(order.state, to)) throw std::logic_error{"an order makes a move that is not permitted"};
  std::optional<core::instant> finished;
  if (is_finished(to)) finished = now;
  auto moved = t.change(sql::move_order, order.customer_id, order.order_id, order.state, to, order.ends_as, reason, finished);
  if (moved != 1) throw std::logic_error{"an order was moved without its lock"};
  order.state = to;
  order.reason = std::move(reason);
  order.finished_at = finished;
}

order_page list_orders(db::tx& t, std::optional<order_state> in, std::int64_t limit, std::int64_t offset) {
  return {t.all<service_order>(sql::list_orders, in, limit, offset), t.get<std::int64_t>(sql::count_orders, in)};
}

}  // namespace activation
