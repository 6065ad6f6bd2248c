// Shapes of /api/v1/orders, /api/v1/numbers and /api/v1/sims. camelCase lives here and nowhere else in this room.
#include "activation/api/order_shapes.hpp"

#include "web/json_answer.hpp"

namespace activation {
namespace {

namespace json = boost::json;

template <class T>
json::value digits_of(const std::optional<T>& it) {
  return it ? json::value(std::string{it->digits()}) : json::value(nullptr);
}

std::string what_of(const service_order& order) {
  switch (order.kind) {
    case order_kind::activate_subscriber: return "New line, " + order.offering_code;
    case order_kind::terminate_subscriber: return "End of a line, " + order.offering_code;
    case order_kind::suspend_subscriber: return "Suspension, " + order.offering_code;
    case order_kind::resume_subscriber: return "Resumption, " + order.offering_code;
  }
  return {};
}

store::new_customer read_customer(web::json_object body) {
  body.only({"kind", "givenName", "familyName", "birthDate", "language", "timeZone", "email", "contractNumber", "documentKind",
             "documentNumber", "segment", "billDay", "externalId"});
  store::new_customer out;
  out.kind = body.find_word<store::party_kind>("kind").value_or(store::party_kind::person);
  out.given_name = body.text_or("givenName", "");
  out.family_name = body.text("familyName");
  out.birth_date = body.find_date("birthDate");
  out.language = body.text_or("language", "en");
  out.time_zone = body.text_or("timeZone", "");
  out.email = body.text_or("email", "");
  out.contract_number = body.text_or("contractNumber", "");
  out.document_kind = body.text_or("documentKind", "");
  out.document_number = body.text_or("documentNumber", "");
  out.segment = body.text_or("segment", "");
  out.bill_day = static_cast<int>(body.find_integer("billDay", 1, 31).value_or(1));
  out.external_id = body.text_or("externalId", "");
  return out;
}

void read_who(web::json_object& body, activation_request& out) {
  if (auto known = body.find_id<core::customer_id>("customerId")) {
    out.customer = *known;
    if (body.has("customer")) body.complain("customer", "cannot be given together with customerId.");
  } else {
    out.customer = read_customer(body.object("customer"));
  }
}

}  // namespace

json::object json_of(const service_order& order) {
  return {{"@type", "ServiceOrder"},
          {"orderId", web::json_of(order.order_id)},
          {"kind", web::json_of(order.kind)},
          {"state", web::json_of(order.state)},
          {"endsAs", web::json_of(order.ends_as)},
          {"customerId", web::json_of(order.customer_id)},
          {"subscriberId", web::json_of(order.subscriber_id)},
          {"offering", order.offering_code},
          {"msisdn", digits_of(order.msisdn)},
          {"iccid", digits_of(order.iccid)},
          {"imsi", digits_of(order.imsi)},
          {"login", web::json_of(order.login)},
          {"at", web::json_of(order.accepted_at)},
          {"by", order.accepted_by},
          {"finishedAt", web::json_of(order.finished_at)},
          {"what", what_of(order)},
          {"detail", order.detail},
          {"note", order.reason}};
}

json::object json_of(const service_order& order, const std::vector<errand>& errands) {
  auto out = json_of(order);
  json::array steps;
  for (const auto& each : errands)
    steps.push_back(json::object{{"step", each.step},
                                 {"action", web::json_of(each.action)},
                                 {"undoes", each.undoes},
                                 {"state", web::json_of(each.state)},
                                 {"tries", each.tries},
                                 {"dueAt", web::json_of(each.due_at)},
                                 {"reason", each.reason}});
  out["errands"] = std::move(steps);
  return out;
}

json::object json_in_list(const service_order& order) {
  auto out = json_of(order);
  if (order.msisdn) out["msisdn"] = order.msisdn->masked();
  if (order.iccid) out["iccid"] = order.iccid->masked();
  if (order.imsi) out["imsi"] = order.imsi->masked();
  if (order.login) out["login"] = core::mask(*order.login, 1, 0);
  return out;
}

json::object json_of(const number& it) {
  bool nobodys = it.state == number_state::free;
  return {{"@type", "Number"},
          {"msisdn", nobodys ? std::string{it.msisdn.digits()} : it.msisdn.masked()},
          {"state", web::json_of(it.state)},
          {"since", web::json_of(it.since)},
          {"quarantineUntil", web::json_of(it.quarantine_until)}};
}

json::object json_of(const sim& it) {
  bool nobodys = it.state == sim_state::available;
  return {{"@type", "SimCard"},
          {"iccid", nobodys ? std::string{it.iccid.digits()} : it.iccid.masked()},
          {"imsi", it.imsi.masked()},
          {"state", web::json_of(it.state)},
          {"since", web::json_of(it.since)}};
}

activation_request read_activation(web::json_object& body, const core::numbering_plan& plan) {
  body.only({"orderId", "kind", "customerId", "customer", "offering", "msisdn", "iccid", "login", "channel"});
  activation_request out;
  read_who(body, out);
  out.offering = body.text("offering");
  if (auto typed = body.find_text("msisdn")) {
    out.msisdn = plan.normalise(*typed);
    if (!out.msisdn) body.complain("msisdn", "is no number.");
  }
  if (auto typed = body.find_text("iccid")) {
    out.iccid = core::iccid::parse(*typed);
    if (!out.iccid) body.complain("iccid", "is no card number: 19 or 20 digits, the last one checks the others.");
  }
  out.login = body.text_or("login", "");
  out.channel = body.text_or("channel", "shop", 20);
  return out;
}

change_request read_change(web::json_object& body) {
  body.only({"orderId", "kind", "subscriberId", "reason", "channel"});
  change_request out;
  out.subscriber = body.id<core::subscriber_id>("subscriberId");
  out.reason = body.text_or("reason", "customer_request", 40);
  out.channel = body.text_or("channel", "shop", 20);
  return out;
}

}  // namespace activation
