// The search box.
#include "store/api/search_routes.hpp"

#include "store/search.hpp"
#include "web/json_answer.hpp"
#include "web/json_body.hpp"

namespace store {
namespace {

namespace json = boost::json;

constexpr std::int64_t usual_limit = 20;

json::value json_of_found(const found& it) {
  return json::object{
      {"@type", "Found"},
      {"customerId", web::json_of(it.customer_id)},
      {"subscriberId", web::json_of(it.subscriber_id)},
      {"name", it.name},
      {"matched", {{"kind", web::json_of(it.matched_kind)}, {"shown", it.matched_shown}, {"former", it.former}}},
      {"state", web::json_of(it.state)},
      {"number", it.number ? json::value(*it.number) : json::value(nullptr)},
      {"offering", it.offering_code},
      {"certainty", web::json_of(it.sure)},
  };
}

web::response search(const web::request& in, db::access store, const core::numbering_plan& plan) {
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"query", "limit", "offset"});
  auto typed = body->text("query");
  auto limit = body->find_integer("limit", 1, static_cast<std::int64_t>(search_most)).value_or(usual_limit);
  auto offset = body->find_integer("offset", 0, static_cast<std::int64_t>(search_most)).value_or(0);
  if (auto no = body->wrong()) return web::problem(*no, in);
  auto page = store.read([&](db::tx& t) {
    return find_anyone(t, plan, typed, static_cast<std::size_t>(limit), static_cast<std::size_t>(offset));
  });
  json::array results;
  for (const auto& each : page.results) results.push_back(json_of_found(each));
  return web::json_answer(json::object{{"@type", "SearchAnswer"}, {"results", std::move(results)}, {"total", page.total}});
}

}  // namespace

std::vector<web::route> search_routes(db::access store, core::numbering_plan plan) {
  auto handle = [store, plan = std::move(plan)](const web::request& in) { return search(in, store, plan); };
  return {{web::verb::post, "/api/v1/search", web::right::subscriber_find, handle, "search"}};
}

}  // namespace store
