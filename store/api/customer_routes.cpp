// Customers in the shape of TMF629. Who looks for a person by number or name uses the search: those filters are
// refused.
#include "store/api/customer_routes.hpp"

#include "store/customer.hpp"
#include "store/refusals.hpp"
#include "web/json_answer.hpp"
#include "web/listing.hpp"

namespace store {
namespace {

namespace json = boost::json;

constexpr std::string_view customers_path = "/tmf-api/customerManagement/v4/customer";

std::string name_of(const customer& it) {
  return it.given_name.empty() ? it.family_name : it.given_name + " " + it.family_name;
}

json::object characteristic(const char* name, const std::string& value) {
  return {{"name", name}, {"valueType", "string"}, {"value", value}};
}

json::object json_of_customer(const customer& it) {
  auto id = std::to_string(it.customer_id.value());
  json::object out{
      {"@type", "Customer"},
      {"id", id},
      {"href", std::string{customers_path} + "/" + id},
      {"name", name_of(it)},
      {"validFor", {{"startDateTime", web::json_of(it.since)}}},
      {"engagedParty",
       {{"@type", "RelatedParty"},
        {"@referredType", it.kind == party_kind::person ? "Individual" : "Organization"},
        {"id", web::json_of(it.party_id)},
        {"name", name_of(it)}}},
      {"account",
       {{{"@type", "AccountRef"},
         {"@referredType", "BillingAccount"},
         {"id", web::json_of(it.billing_account_id)},
         {"name", it.currency}}}},
      {"agreement",
       {{{"@type", "AgreementRef"},
         {"@referredType", "Agreement"},
         {"id", it.contract_number},
         {"name", it.contract_number}}}},
      {"characteristic",
       {characteristic("segment", it.segment), characteristic("language", it.language),
        characteristic("timeZone", it.time_zone)}},
  };
  if (!it.email.empty())
    out["contactMedium"] = {
        {{"@type", "ContactMedium"}, {"mediumType", "email"}, {"characteristic", {{"emailAddress", it.email}}}}};
  return out;
}

web::response list(const web::request& in, db::access store) {
  web::page_rules rules;
  rules.filters = {"segment"};
  auto page = web::read_page(in, rules);
  if (!page) return web::problem(page.error(), in);
  auto segment = page->filter("segment");
  std::size_t total = 0;
  auto customers = store.read([&](db::tx& t) {
    total = count_customers(t, segment);
    return list_customers(t, segment, page->offset, page->limit);
  });
  json::array items;
  for (const auto& each : customers) items.push_back(json_of_customer(each));
  return web::list_answer(std::move(items), *page, total);
}

web::response one(const web::request& in, db::access store) {
  web::page_rules rules;
  rules.knows_offset = rules.knows_limit = false;
  auto page = web::read_page(in, rules);
  if (!page) return web::problem(page.error(), in);
  auto id = web::id_param(in);
  if (!id) return web::problem(customer_unknown, in);
  auto it = store.read([&](db::tx& t) { return find_customer(t, core::customer_id{*id}); });
  if (!it) return web::problem(customer_unknown, in);
  auto answer = web::json_answer(web::with_fields(json_of_customer(*it), page->fields));
  answer.about = it->customer_id;
  return answer;
}

}  // namespace

std::vector<web::route> customer_routes(db::access store) {
  auto path = std::string{customers_path};
  return {{web::verb::get, path, web::right::subscriber_find,
           [store](const web::request& in) { return list(in, store); }, "list_customers"},
          {web::verb::get, path + "/{id}", web::right::subscriber_find,
           [store](const web::request& in) { return one(in, store); }, "view_customer"}};
}

}  // namespace store
