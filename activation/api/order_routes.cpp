// POST /api/v1/orders and its neighbours. A handler is parse, call, answer.
#include "activation/api/order_routes.hpp"

#include "activation/api/order_shapes.hpp"
#include "activation/mend_order.hpp"
#include "activation/refusals.hpp"
#include "web/idempotency.hpp"
#include "web/json_answer.hpp"
#include "web/listing.hpp"
#include "web/refusals.hpp"

namespace activation {
namespace {

namespace json = boost::json;

struct desk {
  db::access room;
  core::numbering_plan plan;
  std::function<void()> wake;
};

using verb = core::result<service_order> (*)(db::tx&, core::instant, const change_request&);

verb change_verb(order_kind kind) {
  switch (kind) {
    case order_kind::activate_subscriber: return nullptr;
    case order_kind::terminate_subscriber: return terminate_subscriber;
    case order_kind::suspend_subscriber: return suspend_subscriber;
    case order_kind::resume_subscriber: return resume_subscriber;
  }
  return nullptr;
}

// The caller's own id, or one that follows from the Idempotency-Key: either way a repetition is the same order.
core::uuid order_id_of(web::json_object& body, const web::request& in) {
  if (body.has("orderId")) return body.uuid("orderId");
  return core::uuid::named("order/" + std::to_string(in.by ? in.by->user.value() : 0) + "/" + in.idempotency_key);
}

web::response answer_for(const service_order& order, int status) {
  auto out = web::json_answer(json_of(order), status);
  out.headers.emplace_back("Location", "/api/v1/orders/" + order.order_id.text());
  out.about = order.customer_id;
  out.audit_note = "order=" + order.order_id.text() + " kind=" + db::text<order_kind>::to(order.kind);
  return out;
}

web::response with_order(const web::request& in, const desk& at, const std::function<core::result<service_order>(db::tx&)>& effect) {
  auto out = web::once(at.room, in, [&](db::tx& t) -> core::result<web::response> {
    t.after_commit(at.wake);
    auto order = effect(t);
    if (!order) return order.error();
    return answer_for(*order, 202);
  });
  return out;
}

web::response post_order(const web::request& in, const desk& at) {
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  auto kind = body->find_word<order_kind>("kind").value_or(order_kind::activate_subscriber);
  auto id = order_id_of(*body, in);
  auto by = in.by ? (in.by->display_name.empty() ? in.by->name : in.by->display_name) : std::string{};
  if (auto change = change_verb(kind)) {
    auto request = read_change(*body);
    request.order_id = id;
    request.by = by;
    if (auto no = body->wrong()) return web::problem(*no, in);
    return with_order(in, at, [&](db::tx& t) { return change(t, in.now, request); });
  }
  auto request = read_activation(*body, at.plan);
  request.order_id = id;
  request.by = by;
  if (auto no = body->wrong()) return web::problem(*no, in);
  return with_order(in, at, [&](db::tx& t) { return activate_subscriber(t, in.now, request); });
}

web::response mend(const web::request& in, const desk& at,
                   core::result<service_order> (*with)(db::tx&, core::instant, const core::uuid&)) {
  auto id = core::uuid::parse(in.params.at("id"));
  if (!id) return web::problem(order_unknown, in);
  return with_order(in, at, [&](db::tx& t) { return with(t, in.now, *id); });
}

web::response get_order(const web::request& in, const desk& at) {
  auto id = core::uuid::parse(in.params.at("id"));
  if (!id) return web::problem(order_unknown, in);
  auto room = at.room;
  return room.read([&](db::tx& t) {
    auto order = find_order(t, *id);
    if (!order) return web::problem(order_unknown, in);
    auto out = web::json_answer(json_of(*order, errands_of(t, *order)));
    out.about = order->customer_id;
    return out;
  });
}

// A list of one state. `otherwise`: when none is asked for; nothing: all of them.
template <class State, class List>
web::response list(const web::request& in, const desk& at, std::optional<State> otherwise, List read) {
  auto page = web::read_page(in, {.limit = 20, .limit_max = 200, .sortable = {}, .filters = {"state"}});
  if (!page) return web::problem(page.error(), in);
  auto state = otherwise;
  auto asked = page->filter("state");
  if (!asked.empty()) {
    State it{};
    if (!boost::describe::enum_from_string(asked.c_str(), it)) return web::problem(web::query_invalid.because("There is no such state."), in);
    state = it;
  }
  auto room = at.room;
  return room.read([&](db::tx& t) {
    std::int64_t total = 0;
    auto items = read(t, state, static_cast<std::int64_t>(page->limit), static_cast<std::int64_t>(page->offset), total);
    return web::list_answer(std::move(items), *page, static_cast<std::size_t>(total));
  });
}

template <class Items, class Shape>
json::array array_of(const Items& items, Shape shape) {
  json::array out;
  for (const auto& each : items) out.push_back(shape(each));
  return out;
}

web::response get_orders(const web::request& in, const desk& at) {
  return list<order_state>(in, at, std::nullopt, [](db::tx& t, auto state, auto limit, auto offset, auto& total) {
    auto page = list_orders(t, state, limit, offset);
    total = page.total;
    return array_of(page.orders, json_in_list);
  });
}

web::response get_numbers(const web::request& in, const desk& at) {
  return list<number_state>(in, at, number_state::free, [](db::tx& t, auto state, auto limit, auto offset, auto& total) {
    auto page = list_numbers(t, *state, limit, offset);
    total = page.total;
    return array_of(page.numbers, [](const number& it) { return json_of(it); });
  });
}

web::response get_sims(const web::request& in, const desk& at) {
  return list<sim_state>(in, at, sim_state::available, [](db::tx& t, auto state, auto limit, auto offset, auto& total) {
    auto page = list_sims(t, *state, limit, offset);
    total = page.total;
    return array_of(page.sims, [](const sim& it) { return json_of(it); });
  });
}

}  // namespace

std::vector<web::route> order_routes(db::access activation, core::numbering_plan plan, std::function<void()> wake) {
  auto at = std::make_shared<const desk>(desk{activation, std::move(plan), std::move(wake)});
  auto bound = [&](auto handler) { return [at, handler](const web::request& in) { return handler(in, *at); }; };
  auto retry = [at](const web::request& in) { return mend(in, *at, retry_order); };
  auto release = [at](const web::request& in) { return mend(in, *at, release_order); };
  using enum web::right;
  return {{web::verb::post, "/api/v1/orders", order_write, bound(post_order), "order"},
          {web::verb::get, "/api/v1/orders", order_write, bound(get_orders)},
          {web::verb::get, "/api/v1/orders/{id}", order_write, bound(get_order), "view_order"},
          {web::verb::post, "/api/v1/orders/{id}/retry", order_write, retry, "retry_order"},
          {web::verb::post, "/api/v1/orders/{id}/release", order_write, release, "release_order"},
          {web::verb::get, "/api/v1/numbers", order_write, bound(get_numbers)},
          {web::verb::get, "/api/v1/sims", order_write, bound(get_sims)}};
}

}  // namespace activation
