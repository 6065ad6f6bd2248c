// One body for three verbs: they differ in what is permitted and in which errands follow.
#include "activation/change_service.hpp"

#include "activation/errand.hpp"
#include "activation/order_timeline.hpp"
#include "activation/refusals.hpp"
#include "store/customer.hpp"
#include "store/identifier.hpp"
#include "store/refusals.hpp"

namespace activation {
namespace {

core::uuid digest_of(order_kind kind, const change_request& it) {
  return core::uuid::named(db::text<order_kind>::to(kind) + "\x1f" + std::to_string(it.subscriber.value()) + "\x1f" + it.reason);
}

// What the line is called in the network is what the store says it holds: it may have been imported, or changed since.
void read_identifiers(db::tx& t, service_order& order) {
  for (const auto& each : store::identifiers_of(t, order.customer_id)) {
    if (each.subscriber_id != order.subscriber_id) continue;
    if (each.kind == store::identifier_kind::msisdn) order.msisdn = core::msisdn::parse(each.norm);
    if (each.kind == store::identifier_kind::imsi) order.imsi = core::imsi::parse(each.norm);
    if (each.kind == store::identifier_kind::iccid) order.iccid = core::iccid::parse(each.norm);
    if (each.kind == store::identifier_kind::login) order.login = each.norm;
  }
}

service_order new_order(order_kind kind, const change_request& request, const store::subscriber& line, core::instant now) {
  service_order out;
  out.customer_id = line.customer_id;
  out.order_id = request.order_id;
  out.kind = kind;
  out.state = order_state::acknowledged;
  out.subscriber_id = line.subscriber_id;
  out.offering_code = line.offering_code;
  out.detail = request.reason;
  out.digest = digest_of(kind, request);
  out.accepted_at = now;
  out.accepted_by = request.by;
  return out;
}

core::result<service_order> change(db::tx& t, core::instant now, order_kind kind, const change_request& request) {
  if (auto earlier = find_earlier_order(t, request.order_id)) {
    if (earlier->digest != digest_of(kind, request)) return order_id_reused;
    return *earlier;
  }
  auto seen = store::find_subscriber(t, request.subscriber);
  if (!seen) return store::subscriber_unknown;
  store::lock_customer(t, seen->customer_id);
  auto line = store::find_subscriber(t, request.subscriber).value();
  if (auto no = decide_change(kind, line.state, has_open_order(t, line.customer_id, line.subscriber_id)); !no) return no.error();
  auto order = new_order(kind, request, line, now);
  read_identifiers(t, order);
  accept_order(t, order);
  note_accepted(t, order, request.channel);
  add_errands(t, now, order, steps_of(kind, order.msisdn.has_value()), false, true);
  return order;
}

}  // namespace

core::result<void> decide_change(order_kind kind, store::subscriber_state line, bool another_under_way) {
  using store::subscriber_state;
  if (line == subscriber_state::terminated) return line_terminated;
  if (another_under_way) return line_busy;
  bool active = line == subscriber_state::active, suspended = line == subscriber_state::suspended;
  switch (kind) {
    case order_kind::activate_subscriber: return line_busy;  // a line is opened by its own verb
    case order_kind::resume_subscriber:
      if (!suspended) return line_not_suspended;
      return {};
    case order_kind::suspend_subscriber:
      if (!active) return line_not_active;
      return {};
    case order_kind::terminate_subscriber:
      if (!active && !suspended) return line_not_active;
      return {};
  }
  return line_busy;
}

core::result<service_order> terminate_subscriber(db::tx& t, core::instant now, const change_request& request) {
  return change(t, now, order_kind::terminate_subscriber, request);
}
core::result<service_order> suspend_subscriber(db::tx& t, core::instant now, const change_request& request) {
  return change(t, now, order_kind::suspend_subscriber, request);
}
core::result<service_order> resume_subscriber(db::tx& t, core::instant now, const change_request& request) {
  return change(t, now, order_kind::resume_subscriber, request);
}

}  // namespace activation
