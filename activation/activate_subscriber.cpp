// Load, decide, record.
#include "activation/activate_subscriber.hpp"

#include "activation/errand.hpp"
#include "activation/order_timeline.hpp"
#include "activation/refusals.hpp"
#include "catalog/find.hpp"
#include "store/refusals.hpp"
#include "store/subscriber.hpp"

namespace activation {
namespace {

using store::identifier_kind;

// What was asked, in one text: an order id that comes back with another text is a mistake of the caller's.
core::uuid digest_of(const activation_request& it) {
  std::string all = "activate_subscriber";
  auto add = [&](std::string_view part) { all.append("\x1f").append(part); };
  if (const auto* known = std::get_if<core::customer_id>(&it.customer)) {
    add(std::to_string(known->value()));
  } else {
    const auto& who = std::get<store::new_customer>(it.customer);
    for (std::string_view part : {std::string_view{who.given_name}, std::string_view{who.family_name}, std::string_view{who.email},
                                  std::string_view{who.contract_number}, std::string_view{who.document_kind},
                                  std::string_view{who.document_number}, std::string_view{who.external_id}})
      add(part);
  }
  add(it.offering);
  add(it.msisdn ? it.msisdn->digits() : "any");
  add(it.iccid ? it.iccid->digits() : "any");
  add(it.login);
  return core::uuid::named(all);
}

core::result<void> decide_number(const activation_request& request, const activation_facts& facts) {
  if (!facts.msisdn) return request.msisdn ? number_not_ours : no_number_left;
  switch (facts.msisdn->state) {
    case number_state::held:
    case number_state::assigned: return number_taken;
    case number_state::quarantine: return number_in_quarantine;
    case number_state::free: break;
  }
  if (facts.msisdn_user) return number_taken;
  return {};
}

core::result<void> decide_sim(const activation_request& request, const activation_facts& facts) {
  if (!facts.iccid) return request.iccid ? sim_unknown : no_sim_left;
  switch (facts.iccid->state) {
    case sim_state::held:
    case sim_state::assigned: return sim_taken;
    case sim_state::retired: return sim_retired;
    case sim_state::available: break;
  }
  if (facts.iccid_user) return sim_taken;
  return {};
}

core::result<void> decide_account(const catalog::offering& offering, const store::customer& customer) {
  if (customer.currency != offering.currency.code()) return offering_in_other_currency;
  bool prepaid = offering.pays == catalog::offering_pays::prepaid;
  if ((customer.pays == store::payment_mode::prepaid) != prepaid) return offering_paid_otherwise;
  return {};
}

bool is_mobile(const std::optional<catalog::offering>& it) { return it && it->kind == catalog::offering_kind::mobile; }

// Locks in the order customer, number, card, as everything in this room does.
core::result<activation_facts> load_facts(db::tx& t, core::instant now, const activation_request& request) {
  activation_facts out;
  if (const auto* known = std::get_if<core::customer_id>(&request.customer)) {
    if (!store::lock_customer(t, *known)) return store::customer_unknown;
    out.customer = store::find_customer(t, *known);
  }
  out.offering = catalog::offering_at(t, request.offering, now);
  if (!is_mobile(out.offering)) return out;
  out.msisdn = request.msisdn ? lock_number(t, *request.msisdn) : lock_any_number(t, now);
  out.iccid = request.iccid ? lock_sim(t, *request.iccid) : lock_any_sim(t, now);
  if (out.msisdn) out.msisdn_user = store::holder_at(t, identifier_kind::msisdn, out.msisdn->msisdn.digits(), now);
  if (out.iccid) out.iccid_user = store::holder_at(t, identifier_kind::iccid, out.iccid->iccid.digits(), now);
  return out;
}

core::result<core::customer_id> record_customer(db::tx& t, core::instant now, const activation_request& request,
                                                const catalog::offering& offering) {
  if (const auto* known = std::get_if<core::customer_id>(&request.customer)) return *known;
  auto who = std::get<store::new_customer>(request.customer);
  who.currency = offering.currency.code();
  who.pays = offering.pays == catalog::offering_pays::prepaid ? store::payment_mode::prepaid : store::payment_mode::postpaid;
  return store::add_customer(t, now, who);
}

// Stock leaves the shelf and the line gets its names.
core::result<void> record_line(db::tx& t, core::instant now, const service_order& order) {
  holder by{order.customer_id, order.subscriber_id, order.order_id};
  if (order.msisdn) hold_number(t, now, *order.msisdn, by);
  if (order.iccid) hold_sim(t, now, *order.iccid, by);
  auto give = [&](identifier_kind kind, std::string_view norm) {
    return store::give_identifier(t, now, order.customer_id, order.subscriber_id, kind, norm);
  };
  if (order.msisdn)
    if (auto no = give(identifier_kind::msisdn, order.msisdn->digits()); !no) return no.error();
  if (order.imsi)
    if (auto no = give(identifier_kind::imsi, order.imsi->digits()); !no) return no.error();
  if (order.iccid)
    if (auto no = give(identifier_kind::iccid, order.iccid->digits()); !no) return no.error();
  if (order.login)
    if (auto no = give(identifier_kind::login, *order.login); !no) return no.error();
  return {};
}

service_order new_order(const activation_request& request, const activation_facts& facts, core::customer_id customer,
                        core::instant now) {
  service_order out;
  out.customer_id = customer;
  out.order_id = request.order_id;
  out.kind = order_kind::activate_subscriber;
  out.state = order_state::acknowledged;
  out.offering_code = facts.offering->code;
  if (facts.msisdn) out.msisdn = facts.msisdn->msisdn;
  if (facts.iccid) {
    out.iccid = facts.iccid->iccid;
    out.imsi = facts.iccid->imsi;
  }
  if (!request.login.empty()) out.login = request.login;
  out.digest = digest_of(request);
  out.accepted_at = now;
  out.accepted_by = request.by;
  return out;
}

core::result<service_order> record_activation(db::tx& t, core::instant now, const activation_request& request,
                                              const activation_facts& facts) {
  auto customer = record_customer(t, now, request, *facts.offering);
  if (!customer) return customer.error();
  auto order = new_order(request, facts, *customer, now);
  auto kind = is_mobile(facts.offering) ? store::line_kind::mobile : store::line_kind::fixed;
  order.subscriber_id = store::open_subscriber(
      t, now, {*customer, kind, facts.offering->code, facts.offering->version, facts.offering->tariff_group, request.scratch});
  if (auto no = record_line(t, now, order); !no) return no.error();
  accept_order(t, order);
  note_accepted(t, order, request.channel);
  add_errands(t, now, order, steps_of(order.kind, order.msisdn.has_value()), false, true);
  return order;
}

}  // namespace

core::result<void> decide_activation(const activation_request& request, const activation_facts& facts) {
  if (!facts.offering) return offering_not_on_sale.because("It was asked for as `" + request.offering + "`; GET /api/v1/offerings lists what is.");
  if (facts.customer)
    if (auto no = decide_account(*facts.offering, *facts.customer); !no) return no.error();
  if (!is_mobile(facts.offering)) {
    if (request.msisdn || request.iccid) return number_not_wanted;
    if (request.login.empty()) return login_missing;
    return {};
  }
  if (!request.login.empty()) return login_not_wanted;
  if (auto no = decide_number(request, facts); !no) return no.error();
  return decide_sim(request, facts);
}

core::result<service_order> activate_subscriber(db::tx& t, core::instant now, const activation_request& request) {
  if (auto earlier = find_earlier_order(t, request.order_id)) {
    if (earlier->digest != digest_of(request)) return order_id_reused;
    return *earlier;
  }
  auto facts = load_facts(t, now, request);
  if (!facts) return facts.error();
  if (auto no = decide_activation(request, *facts); !no) return no.error();
  return record_activation(t, now, request, *facts);
}

}  // namespace activation
