// JSON of the card. Names here are the API's (camelCase); nowhere else.
#include "care/api/card_json.hpp"

#include <charconv>

#include "core/money.hpp"
#include "web/json_answer.hpp"

namespace care {
namespace {

namespace json = boost::json;

json::value amount(std::int64_t micros, const std::string& currency) {
  auto in = core::currency::parse(currency);
  if (!in) db::corrupt("a currency", currency);
  return web::json_of(core::money{micros, *in});
}

std::string full_name(const card_person& it) {
  return it.given_name.empty() ? it.family_name : it.given_name + " " + it.family_name;
}

std::string offering_name(const card_line& it) { return it.offering_name.value_or(it.offering_code); }

json::value balance(const card_person& it) {
  if (!it.balance_micros || !it.currency) return nullptr;
  return amount(*it.balance_micros, *it.currency);
}

json::value owed(const subscriber_card& it) {
  if (!it.owed || !it.person.currency) return nullptr;
  return json::object{{"unbilled", amount(it.owed->unbilled_micros, *it.person.currency)},
                      {"due", amount(it.owed->due_micros, *it.person.currency)},
                      {"overdue", amount(it.owed->overdue_micros, *it.person.currency)}};
}

json::value next_fee(const card_person& it) {
  if (!it.fee_micros || !it.fee_on || !it.currency) return nullptr;
  return json::object{{"amount", amount(*it.fee_micros, *it.currency)}, {"on", web::json_of(*it.fee_on)}};
}

json::object json_of_person(const card_person& it) {
  return {
      {"name", full_name(it)},
      {"language", it.language},
      {"since", web::json_of(it.since)},
      {"segment", it.segment},
      {"contract", it.contract_number},
      {"document", it.document_kind.empty() ? "" : it.document_kind + " …" + it.document_last4},
      {"email", it.email},
  };
}

json::object json_of_line(const card_line& it) {
  return {
      {"kind", web::json_of(it.kind)},
      {"state", web::json_of(it.state)},
      {"msisdn", it.msisdn.value_or("")},
      {"imsi", it.imsi.value_or("")},
      {"iccid", it.iccid.value_or("")},
      {"login", it.login.value_or("")},
      {"offering", {{"code", it.offering_code}, {"name", offering_name(it)}, {"version", it.offering_version}}},
      {"activatedAt", web::json_of(it.activated_at)},
      {"tariffGroup", it.tariff_group},
  };
}

json::object json_of_other_line(const card_line& it) {
  return {{"subscriberId", web::json_of(it.subscriber_id)},
          {"msisdn", it.msisdn.value_or(it.login.value_or(""))},
          {"state", web::json_of(it.state)},
          {"offering", offering_name(it)}};
}

json::object json_of_usage(const card_usage& it) {
  return {
      {"usageId", it.usage_id},
      {"at", web::json_of(it.occurred_at)},
      {"service", it.service},
      {"otherParty", it.other_party.value_or("")},
      {"destination", it.destination.value_or("")},
      {"quantity", it.quantity},
      {"unit", it.unit},
      {"charge", amount(it.charge_micros, it.currency)},
      {"tariff", it.tariff_code + " v" + std::to_string(it.tariff_version)},
  };
}

json::object json_of_order(const card_order& it) {
  return {{"orderId", web::json_of(it.order_id)},
          {"at", web::json_of(it.at)},
          {"state", it.state},
          {"what", it.what},
          {"kind", it.kind},
          {"offering", it.offering_code},
          {"note", it.note}};
}

json::object json_of_facts(const std::vector<std::string>& facts) {
  json::object out;
  for (std::size_t i = 0; i + 1 < facts.size(); i += 2) out[facts[i]] = facts[i + 1];
  return out;
}

json::object json_of_entry(const store::timeline_entry& it) {
  return {{"entryId", web::json_of(it.entry_id)},
          {"at", web::json_of(it.at)},
          {"kind", it.kind},
          {"title", it.title},
          {"note", it.note},
          {"channel", it.channel},
          {"tone", it.tone},
          {"by", it.by},
          {"reference", it.reference},
          {"what", it.what},
          {"facts", json_of_facts(it.facts)}};
}

json::object json_of_answer(const subscriber_card& card, store::contact_purpose purpose) {
  auto answer = decide_contact(card, purpose);
  json::array reasons;
  for (const auto& each : answer.reasons) reasons.emplace_back(each);
  return {{"may", answer.may}, {"reasons", std::move(reasons)}};
}

template <class Items, class Shape>
json::array array_of(const Items& items, Shape shape) {
  json::array out;
  out.reserve(items.size());
  for (const auto& each : items) out.push_back(shape(each));
  return out;
}

}  // namespace

json::object json_of_timeline(const std::vector<store::timeline_entry>& page, std::size_t limit) {
  json::object out{{"@type", "Timeline"}, {"timeline", array_of(page, json_of_entry)}, {"timelineNext", nullptr}};
  if (!page.empty() && page.size() == limit) out["timelineNext"] = cursor_of(page.back());
  return out;
}

json::object json_of_card(const subscriber_card& card, std::size_t timeline_rows) {
  json::object out{
      {"@type", "SubscriberCard"},
      {"subscriberId", web::json_of(card.line.subscriber_id)},
      {"customerId", web::json_of(card.person.customer_id)},
      {"person", json_of_person(card.person)},
      {"line", json_of_line(card.line)},
      {"otherLines", array_of(card.other_lines, json_of_other_line)},
      {"chips", array_of(decide_chips(card),
                         [](const card_chip& it) {
                           return json::object{{"tone", it.tone}, {"text", it.text}, {"code", it.code}};
                         })},
      {"pays", web::json_of(card.person.pays)},
      {"balance", balance(card.person)},
      {"owed", owed(card)},
      {"nextFee", next_fee(card.person)},
      {"usage", array_of(card.usage, json_of_usage)},
      {"orders", array_of(card.orders, json_of_order)},
      {"consents", array_of(card.consents,
                            [](const card_consent& it) {
                              return json::object{{"purpose", web::json_of(it.purpose)},
                                                  {"channel", web::json_of(it.channel)},
                                                  {"given", it.given}};
                            })},
      {"mayContact",
       {{"offer", json_of_answer(card, store::contact_purpose::offer)},
        {"survey", json_of_answer(card, store::contact_purpose::survey)},
        {"serviceNotice", json_of_answer(card, store::contact_purpose::service_notice)},
        {"dunning", json_of_answer(card, store::contact_purpose::dunning)}}},
      {"complaints", array_of(card.complaints,
                              [](const card_complaint& it) {
                                return json::object{{"complaintId", web::json_of(it.complaint_id)},
                                                    {"openedAt", web::json_of(it.opened_at)},
                                                    {"about", it.about}};
                              })},
  };
  for (auto& [name, value] : json_of_timeline(card.timeline, timeline_rows))
    if (name != "@type") out[name] = std::move(value);
  return out;
}

std::string cursor_of(const store::timeline_entry& last) {
  return std::to_string(last.at.micros()) + "." + last.entry_id.text();
}

std::optional<store::timeline_key> read_cursor(std::string_view cursor) {
  auto dot = cursor.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::int64_t micros = 0;
  auto [end, error] = std::from_chars(cursor.data(), cursor.data() + dot, micros);
  auto id = core::uuid::parse(cursor.substr(dot + 1));
  if (error != std::errc{} || end != cursor.data() + dot || !id) return std::nullopt;
  return store::timeline_key{core::instant::from_micros(micros), *id};
}

}  // namespace care
