// The card's doors. Whoever looks leaves a line in the audit: who saw whom.
#include "care/api/card_routes.hpp"

#include "care/api/card_json.hpp"
#include "care/refusals.hpp"
#include "web/json_answer.hpp"
#include "web/listing.hpp"

namespace care {
namespace {

constexpr std::size_t usual_timeline = 20;

bool may_see_usage(const web::request& in) { return in.by && in.by->may(web::right::usage_read); }

web::response card(const web::request& in, db::access care) {
  auto id = web::id_param(in);
  if (!id) return web::problem(subscriber_unknown, in);
  card_wishes wishes;
  wishes.usage = may_see_usage(in);
  wishes.timeline_rows = usual_timeline;
  auto found = care.read_together([&](db::tx& t) { return find_card(t, in.now, core::subscriber_id{*id}, wishes); });
  if (!found) return web::problem(subscriber_unknown, in);
  auto answer = web::json_answer(json_of_card(*found, wishes.timeline_rows));
  answer.about = found->person.customer_id;
  return answer;
}

web::response timeline(const web::request& in, db::access care) {
  auto id = web::id_param(in);
  if (!id) return web::problem(subscriber_unknown, in);
  web::page_rules rules;
  rules.limit = usual_timeline;
  rules.filters = {"before"};
  rules.knows_offset = rules.knows_fields = false;
  auto page = web::read_page(in, rules);
  if (!page) return web::problem(page.error(), in);
  std::optional<store::timeline_key> before;
  if (auto cursor = page->filter("before"); !cursor.empty()) {
    before = read_cursor(cursor);
    if (!before) return web::problem(cursor_unreadable, in);
  }
  std::optional<core::customer_id> customer;
  auto entries = care.read([&](db::tx& t) {
    customer = find_customer_of(t, core::subscriber_id{*id});
    return customer ? store::timeline_page(t, *customer, before, page->limit) : std::vector<store::timeline_entry>{};
  });
  if (!customer) return web::problem(subscriber_unknown, in);
  auto answer = web::json_answer(json_of_timeline(entries, page->limit));
  answer.about = *customer;
  return answer;
}

}  // namespace

std::vector<web::route> card_routes(db::access care) {
  auto bound = [care](web::response (*handle)(const web::request&, db::access)) {
    return [care, handle](const web::request& in) { return handle(in, care); };
  };
  return {
      {web::verb::get, "/api/v1/subscribers/{id}/card", web::right::subscriber_find, bound(card), "view_card"},
      {web::verb::get, "/api/v1/subscribers/{id}/timeline", web::right::subscriber_find, bound(timeline),
       "view_timeline"},
  };
}

}  // namespace care
