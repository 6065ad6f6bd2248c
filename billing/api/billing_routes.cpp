// A handler is parse, call, answer. Shapes: TMF654 top-up, TMF635 usage; what TMF has no word for under /api/v1.
#include "billing/api/billing_routes.hpp"

#include "billing/parked_batch.hpp"
#include "billing/refusals.hpp"
#include "billing/top_up.hpp"
#include "billing/usage_list.hpp"
#include "billing/usage_sql.hpp"
#include "store/subscriber.hpp"
#include "web/idempotency.hpp"
#include "web/json_answer.hpp"
#include "web/json_body.hpp"

namespace billing {
namespace {

namespace json = boost::json;

core::money in_currency(std::int64_t micros, const std::string& code) { return {micros, core::currency::parse(code).value()}; }

std::optional<store::subscriber> line_of(db::tx& t, const web::request& in) {
  auto id = web::id_param(in);
  return id ? store::find_subscriber(t, core::subscriber_id{*id}) : std::nullopt;
}

// A repeated key makes the same id, so that even an answer that was forgotten is given again.
core::uuid top_up_id(const web::request& in, core::customer_id customer) {
  if (auto theirs = core::uuid::parse(in.idempotency_key)) return *theirs;
  return core::uuid::named("top_up " + std::to_string(customer.value()) + " " + in.idempotency_key);
}

web::response post_top_up(const web::request& in, db::access billing) {
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"amount", "channel"});
  auto amount = body->amount("amount");
  auto channel = body->text_or("channel", "shop", 30);
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(billing, in, [&](db::tx& t) -> core::result<web::response> {
    auto line = line_of(t, in);
    if (!line) return subscriber_unknown;
    auto done = top_up(t, in.now, {top_up_id(in, line->customer_id), line->customer_id, line->subscriber_id, amount, channel,
                                   in.by ? (in.by->display_name.empty() ? in.by->name : in.by->display_name) : "system"});
    if (!done) return done.error();
    auto answer = web::json_answer({{"@type", "TopUp"}, {"topUpId", web::json_of(done->top_up_id)}, {"balance", web::json_of(done->balance)}}, 201);
    answer.about = line->customer_id;
    return answer;
  });
}

web::response get_balance(const web::request& in, db::access billing) {
  std::optional<store::subscriber> line;
  std::optional<core::money> balance;
  billing.read([&](db::tx& t) {
    line = line_of(t, in);
    if (!line) return;
    auto it = t.exec(sql::balance_of, line->customer_id);
    balance = in_currency(it[0].get<std::int64_t>(0), it[0].get<std::string>(1));
  });
  if (!line) return web::problem(subscriber_unknown, in);
  auto answer = web::json_answer({{"@type", "Balance"}, {"customerId", web::json_of(line->customer_id)}, {"balance", web::json_of(*balance)}});
  answer.about = line->customer_id;
  return answer;
}

json::object json_of_usage(const rated_usage& it) {
  return {{"@type", "Usage"},
          {"usageId", it.place().text()},
          {"at", web::json_of(it.occurred_at)},
          {"recordedAt", web::json_of(it.recorded_at)},
          {"service", it.service},
          {"direction", it.incoming ? "terminated" : "originated"},
          {"otherParty", it.other_party},
          {"destination", it.destination},
          {"quantity", it.quantity},
          {"unit", std::string{unit_of(it.service)}},
          {"charge", web::json_of(in_currency(it.charge_micros, it.currency))},
          {"tariff", it.tariff_code}};
}

web::response get_usage(const web::request& in, db::access billing) {
  auto page = web::read_page(in);
  if (!page) return web::problem(page.error(), in);
  std::optional<store::subscriber> line;
  usage_page found;
  billing.read([&](db::tx& t) {
    line = line_of(t, in);
    if (line) found = list_usage(t, line->customer_id, line->subscriber_id, page->offset, page->limit);
  });
  if (!line) return web::problem(subscriber_unknown, in);
  json::array items;
  for (const auto& each : found.usage) items.push_back(json_of_usage(each));
  auto answer = web::list_answer(std::move(items), *page, static_cast<std::size_t>(found.total));
  answer.about = line->customer_id;
  return answer;
}

std::string_view name_of(bus::usage_direction it) {
  switch (it) {
    case bus::usage_direction::originated: return "originated";
    case bus::usage_direction::terminated: return "terminated";
    case bus::usage_direction::unspecified: break;
  }
  return "unspecified";
}

json::object json_of_raw(const explained_usage& it) {
  return {{"recordKey", it.record_key}, {"service", it.usage.service},           {"subscriber", it.subscriber}, {"otherParty", it.other_party},
          {"start", web::json_of(it.start)}, {"quantity", it.quantity}, {"direction", std::string{name_of(it.direction)}},
          {"network", it.network}, {"chargingId", it.charging_id}};
}

web::response get_explanation(const web::request& in, ingest& usage) {
  auto place = entry_place::parse(in.params.at("id"));
  if (!place) return web::problem(usage_unknown, in);
  auto it = usage.explain(*place);
  if (!it) return web::problem(it.error(), in);
  json::array steps;
  for (const auto& each : it->steps) {
    json::object step{{"title", each.title}, {"detail", each.detail}};
    if (each.amount_micros) step["amount"] = web::json_of(in_currency(*each.amount_micros, it->usage.currency));
    steps.push_back(std::move(step));
  }
  auto answer = web::json_answer({{"@type", "UsageExplanation"},
                                  {"usageId", it->usage.place().text()},
                                  {"charge", web::json_of(in_currency(it->usage.charge_micros, it->usage.currency))},
                                  {"balanceBefore", web::json_of(in_currency(it->usage.before_micros, it->usage.currency))},
                                  {"agrees", it->agrees},
                                  {"steps", std::move(steps)},
                                  {"raw", json_of_raw(*it)},
                                  {"tariff", {{"code", it->usage.tariff_code}, {"version", it->usage.tariff_version}}}});
  answer.about = it->usage.customer_id;
  return answer;
}

web::response get_parked(const web::request& in, db::access billing) {
  auto page = web::read_page(in);
  if (!page) return web::problem(page.error(), in);
  auto found = billing.read([&](db::tx& t) { return find_parked(t, page->offset, page->limit); });
  json::array items;
  for (const auto& each : found.batches)
    items.push_back(json::object{{"@type", "ParkedBatch"}, {"source", each.source}, {"epoch", each.epoch}, {"sequence", each.sequence},
                                 {"because", each.because}, {"receivedAt", web::json_of(each.received_at)}});
  return web::list_answer(std::move(items), *page, static_cast<std::size_t>(found.total));
}

web::response post_parked_retry(const web::request& in, ingest& usage) {
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"source", "epoch", "sequence"});
  auto source = body->text("source");
  auto epoch = body->integer("epoch", 0, INT64_MAX), sequence = body->integer("sequence", 0, INT64_MAX);
  if (auto no = body->wrong()) return web::problem(*no, in);
  auto answer = usage.retry_parked(source, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(sequence));
  if (!answer) return web::problem(batch_not_parked, in);
  return web::json_answer({{"@type", "UsageBatchAnswer"}, {"rated", answer->rated}, {"duplicates", answer->duplicates},
                           {"suspended", answer->suspended}, {"refusal", answer->refusal}, {"detail", answer->detail}});
}

}  // namespace

std::vector<web::route> billing_routes(db::access billing, ingest& usage) {
  using web::right;
  using web::verb;
  auto* desk = &usage;
  return {
      {verb::post, "/api/v1/subscribers/{id}/top-ups", right::balance_write, [billing](const auto& in) { return post_top_up(in, billing); }, "top_up"},
      {verb::get, "/api/v1/subscribers/{id}/balance", right::subscriber_find, [billing](const auto& in) { return get_balance(in, billing); },
       "view_balance"},
      {verb::get, "/api/v1/subscribers/{id}/usage", right::usage_read, [billing](const auto& in) { return get_usage(in, billing); }, "view_usage"},
      {verb::get, "/api/v1/usage/{id}/explanation", right::usage_read, [desk](const auto& in) { return get_explanation(in, *desk); },
       "view_usage_explanation"},
      {verb::get, "/api/v1/parked-batches", right::usage_write, [billing](const auto& in) { return get_parked(in, billing); }, "view_parked_batches"},
      {verb::post, "/api/v1/parked-batches/retry", right::usage_write, [desk](const auto& in) { return post_parked_retry(in, *desk); },
       "retry_parked_batch"},
  };
}

}  // namespace billing
