// Completing and giving back, kind by kind. The order is locked, and so is its customer.
#include "activation/settle_order.hpp"

#include <stdexcept>

#include "activation/events_wire.hpp"
#include "activation/order_timeline.hpp"
#include "activation/stock.hpp"
#include "store/identifier.hpp"

namespace activation {
namespace {

using store::identifier_kind;
using store::subscriber_state;

store::subscriber move_line(db::tx& t, core::instant now, const service_order& order, subscriber_state to) {
  store::move_subscriber(t, now, order.subscriber_id, to).value();  // the order was checked against it: a no is a bug
  auto line = store::find_subscriber(t, order.subscriber_id);
  if (!line) throw std::logic_error{"an order is about a line that is not there"};
  return *line;
}

void take_identifiers(db::tx& t, core::instant now, const service_order& order) {
  auto take = [&](identifier_kind kind, std::string_view norm) { store::take_identifier(t, now, order.customer_id, kind, norm); };
  if (order.msisdn) take(identifier_kind::msisdn, order.msisdn->digits());
  if (order.imsi) take(identifier_kind::imsi, order.imsi->digits());
  if (order.iccid) take(identifier_kind::iccid, order.iccid->digits());
  if (order.login) take(identifier_kind::login, *order.login);
}

void finish_activation(db::tx& t, core::instant now, const service_order& order) {
  if (order.msisdn) assign_number(t, now, *order.msisdn, order.order_id);
  if (order.iccid) assign_sim(t, now, *order.iccid, order.order_id);
  auto line = move_line(t, now, order, subscriber_state::active);
  db::say(t, subscriber_activated(order, line, now));
}

void finish_termination(db::tx& t, core::instant now, const service_order& order, const stock_rules& rules) {
  auto line = move_line(t, now, order, subscriber_state::terminated);
  take_identifiers(t, now, order);
  if (order.msisdn) rest_number(t, now, *order.msisdn, order.customer_id, order.subscriber_id, now + rules.quarantine);
  if (order.iccid && order.imsi) retire_sim(t, now, *order.iccid, *order.imsi, order.customer_id, order.subscriber_id);
  db::say(t, subscriber_terminated(order, line, now));
}

}  // namespace

void complete_order(db::tx& t, core::instant now, service_order& order, const stock_rules& rules) {
  switch (order.kind) {
    case order_kind::activate_subscriber: finish_activation(t, now, order); break;
    case order_kind::terminate_subscriber: finish_termination(t, now, order, rules); break;
    case order_kind::suspend_subscriber:
      move_line(t, now, order, subscriber_state::suspended);
      db::say(t, subscriber_suspended(order, now));
      break;
    case order_kind::resume_subscriber:
      move_line(t, now, order, subscriber_state::active);
      db::say(t, subscriber_resumed(order, now));
      break;
  }
  move_order(t, now, order, order_state::completed);
  note_completed(t, now, order);
}

void finish_release(db::tx& t, core::instant now, service_order& order) {
  if (order.kind == order_kind::activate_subscriber) {
    if (order.msisdn) release_number(t, now, *order.msisdn, order.order_id);
    if (order.iccid) release_sim(t, now, *order.iccid, order.order_id);
    take_identifiers(t, now, order);
    move_line(t, now, order, subscriber_state::terminated);
  }
  move_order(t, now, order, order.ends_as.value(), order.reason);
  note_given_back(t, now, order);
}

void park_order(db::tx& t, core::instant now, service_order& order, const std::string& reason) {
  move_order(t, now, order, order_state::held, reason);
  db::say(t, order_parked(order, now));
  note_held(t, now, order);
}

}  // namespace activation
