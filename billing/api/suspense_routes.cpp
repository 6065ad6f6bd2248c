// A handler is parse, call, answer. What names a person is asked for in a body, never in a URL.
#include "billing/api/billing_routes.hpp"
#include "billing/mend_suspended.hpp"
#include "billing/refusals.hpp"
#include "billing/suspense.hpp"
#include "web/json_answer.hpp"
#include "web/json_body.hpp"

namespace billing {
namespace {

namespace json = boost::json;

core::result<std::optional<suspense_reason>> read_reason(const std::string& text) {
  if (text.empty()) return std::optional<suspense_reason>{};
  suspense_reason reason{};
  if (!boost::describe::enum_from_string(text.c_str(), reason)) return suspense_reason_unknown;
  return std::optional{reason};
}

json::object json_of_suspended(const suspended_usage& it) {
  return {{"@type", "SuspendedUsage"},       {"suspenseId", std::to_string(it.suspense_id)},
          {"reason", web::json_of(it.reason)}, {"source", it.source},
          {"service", it.service},           {"subscriber", core::mask(it.subscriber_norm)},
          {"at", web::json_of(it.occurred_at)}, {"suspendedAt", web::json_of(it.suspended_at)},
          {"quantity", it.quantity},         {"tries", it.tries}};
}

web::response list_suspended(const suspense_filter& by, const web::page& page, db::access billing) {
  auto found = billing.read([&](db::tx& t) { return find_suspended(t, by, static_cast<int>(page.offset), static_cast<int>(page.limit)); });
  json::array items;
  for (const auto& each : found.records) items.push_back(json_of_suspended(each));
  return web::list_answer(std::move(items), page, static_cast<std::size_t>(found.total));
}

web::response get_suspense(const web::request& in, db::access billing) {
  web::page_rules rules;
  rules.filters = {"reason"};
  auto page = web::read_page(in, rules);
  if (!page) return web::problem(page.error(), in);
  auto reason = read_reason(page->filter("reason"));
  if (!reason) return web::problem(reason.error(), in);
  suspense_filter by;
  by.reason = *reason;
  return list_suspended(by, *page, billing);
}

// Numbers lie in suspense without `+`, spaces and dashes.
std::string as_kept(std::string typed) {
  if (typed.find_first_not_of("+0123456789 -()") != std::string::npos) return typed;
  std::erase_if(typed, [](char c) { return c < '0' || c > '9'; });
  return typed;
}

web::response post_search(const web::request& in, db::access billing) {
  auto page = web::read_page(in);
  if (!page) return web::problem(page.error(), in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"reason", "source", "service", "subscriber", "from", "to"});
  auto reason = read_reason(body->text_or("reason", ""));
  suspense_filter by;
  by.source = body->find_text("source");
  by.service = body->find_text("service");
  by.subscriber = body->find_text("subscriber");
  by.from = body->find_instant("from");
  by.to = body->find_instant("to");
  if (auto no = body->wrong()) return web::problem(*no, in);
  if (!reason) return web::problem(reason.error(), in);
  by.reason = *reason;
  if (by.subscriber) by.subscriber = as_kept(*by.subscriber);
  return list_suspended(by, *page, billing);
}

web::response post_recycling(const web::request& in, ingest& usage) {
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"reason", "limit"});
  auto reason = read_reason(body->text_or("reason", ""));
  auto most = body->find_integer("limit", 1, 10'000).value_or(2'000);
  if (auto no = body->wrong()) return web::problem(*no, in);
  if (!reason) return web::problem(reason.error(), in);
  auto done = usage.recycle(*reason, static_cast<int>(most));
  return web::json_answer({{"@type", "UsageRecycling"}, {"rated", done.rated}, {"stillSuspended", done.still_suspended}});
}

std::string who(const web::request& in) { return in.by ? in.by->name : "system"; }

std::optional<bus::usage_subscriber_kind> read_kind(web::json_object& body) {
  auto said = body.find_text("subscriberKind");
  if (!said) return std::nullopt;
  if (*said == "msisdn") return bus::usage_subscriber_kind::msisdn;
  if (*said == "imsi") return bus::usage_subscriber_kind::imsi;
  if (*said == "login") return bus::usage_subscriber_kind::login;
  body.complain("subscriberKind", "is none of msisdn, imsi, login.");
  return std::nullopt;
}

web::response post_mending(const web::request& in, db::access billing, ingest& usage) {
  auto id = web::id_param(in);
  if (!id) return web::problem(suspended_record_gone, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"subscriber", "subscriberKind", "otherParty", "network", "start", "quantity", "because"});
  mending as;
  as.subscriber = body->find_text("subscriber", 200);
  as.subscriber_kind = read_kind(*body);
  as.other_party = body->find_text("otherParty", 200);
  as.network = body->find_text("network", 200);
  as.start = body->find_instant("start");
  as.quantity = body->find_integer("quantity", 0, 1'000'000'000'000'000);
  as.because = body->text("because");
  as.by = who(in);
  if (auto no = body->wrong()) return web::problem(*no, in);
  auto done = mend_suspended(billing, usage, in.now, *id, as);
  if (!done) return web::problem(done.error(), in);
  return web::json_answer({{"@type", "UsageMending"}, {"rated", done->rated}, {"suspended", done->suspended}});
}

web::response post_write_off(const web::request& in, db::access billing) {
  auto id = web::id_param(in);
  if (!id) return web::problem(suspended_record_gone, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"because"});
  auto because = body->text("because");
  if (auto no = body->wrong()) return web::problem(*no, in);
  auto done = billing.transact([&](db::tx& t) { return write_off_suspended(t, in.now, *id, who(in), because); });
  if (!done) return web::problem(done.error(), in);
  return web::no_content();
}

}  // namespace

std::vector<web::route> suspense_routes(db::access billing, ingest& usage) {
  using web::right;
  using web::verb;
  auto* desk = &usage;
  return {
      {verb::get, "/api/v1/suspense", right::usage_write, [billing](const auto& in) { return get_suspense(in, billing); }, "view_suspense"},
      {verb::post, "/api/v1/suspense/search", right::usage_write, [billing](const auto& in) { return post_search(in, billing); }, "search_suspense"},
      {verb::post, "/api/v1/suspense/recycling", right::usage_write, [desk](const auto& in) { return post_recycling(in, *desk); }, "recycle_usage"},
      {verb::post, "/api/v1/suspense/{id}/mending", right::usage_write,
       [billing, desk](const auto& in) { return post_mending(in, billing, *desk); }, "mend_usage"},
      {verb::post, "/api/v1/suspense/{id}/writing-off", right::usage_write, [billing](const auto& in) { return post_write_off(in, billing); },
       "write_off_usage"},
  };
}

}  // namespace billing
