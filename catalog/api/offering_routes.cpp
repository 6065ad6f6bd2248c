// Offerings on sale at the time of the request. A TMF620 id is code and version: `all_in:1`.
#include "catalog/api/offering_routes.hpp"

#include <charconv>

#include "catalog/find.hpp"
#include "catalog/refusals.hpp"
#include "web/json_answer.hpp"
#include "web/listing.hpp"

namespace catalog {
namespace {

namespace json = boost::json;

constexpr std::string_view offerings_path = "/tmf-api/productCatalogManagement/v4/productOffering";

std::string text_of(std::string_view word) { return std::string{word}; }

json::value amount_of(const offering& of, std::int64_t micros) {
  return web::json_of(core::money{micros, of.currency});
}

json::object for_console(const published_offering& it) {
  const auto& of = it.what;
  json::array prices;
  for (const auto& each : of.prices)
    prices.push_back(json::object{{"code", each.code},
                                  {"label", each.label},
                                  {"kind", text_of(name_of(each.kind))},
                                  {"amount", amount_of(of, each.amount_micros)},
                                  {"proration", text_of(name_of(each.prorated))}});
  json::array services;
  for (const auto& each : of.services) services.push_back(json::value(each));
  return {{"@type", "Offering"},
          {"code", of.code},
          {"version", of.version},
          {"name", of.name},
          {"description", of.description},
          {"kind", text_of(name_of(of.kind))},
          {"pays", text_of(name_of(of.pays))},
          {"tariffGroup", of.tariff_group},
          {"tariff", of.tariff_code},
          {"services", std::move(services)},
          {"monthlyFee", of.monthly_fee_micros() == 0 ? json::value(nullptr) : amount_of(of, of.monthly_fee_micros())},
          {"prices", std::move(prices)}};
}

std::string id_of(const offering& it) { return it.code + ":" + std::to_string(it.version); }

json::object tmf_price(const offering& of, const offering_price& each) {
  json::object out{{"@type", "ProductOfferingPrice"},
                   {"id", id_of(of) + ":" + each.code},
                   {"name", each.label},
                   {"priceType", each.kind == price_kind::monthly ? "recurring" : "oneTime"},
                   {"price", amount_of(of, each.amount_micros)}};
  if (each.kind == price_kind::monthly) {
    out["recurringChargePeriodType"] = "month";
    out["recurringChargePeriodLength"] = 1;
  }
  return out;
}

json::object for_partners(const published_offering& it, core::instant now) {
  const auto& of = it.what;
  json::array prices;
  for (const auto& each : of.prices) prices.push_back(tmf_price(of, each));
  json::object valid{{"startDateTime", web::json_of(of.valid.from)}};
  if (of.valid.to) valid["endDateTime"] = web::json_of(*of.valid.to);
  bool sold = of.valid.contains(now);
  return {{"@type", "ProductOffering"},
          {"id", id_of(of)},
          {"href", std::string{offerings_path} + "/" + id_of(of)},
          {"name", of.name},
          {"description", of.description},
          {"version", std::to_string(of.version)},
          {"isBundle", false},
          {"isSellable", sold},
          {"lifecycleStatus", sold                  ? "Active"
                              : now < of.valid.from ? "Launched"
                                                    : "Retired"},
          {"lastUpdate", web::json_of(it.published_at)},
          {"validFor", std::move(valid)},
          {"productSpecification",
           {{"@type", "ProductSpecificationRef"},
            {"id", text_of(name_of(of.kind))},
            {"name", of.kind == offering_kind::mobile ? "Mobile line" : "Fixed line"}}},
          {"productOfferingPrice", std::move(prices)}};
}

template <class F>
web::response list(const web::request& in, db::access& catalog, F&& shape) {
  auto page = web::read_page(in);
  if (!page) return web::problem(page.error(), in);
  auto sold = catalog.read([&](db::tx& t) { return offerings_at(t, in.now); });
  json::array items;
  for (std::size_t i = page->offset; i < sold.size() && items.size() < page->limit; ++i)
    items.push_back(shape(sold[i]));
  return web::list_answer(std::move(items), *page, sold.size());
}

web::response one(const web::request& in, db::access& catalog) {
  web::page_rules rules;
  rules.knows_offset = rules.knows_limit = false;
  auto page = web::read_page(in, rules);
  if (!page) return web::problem(page.error(), in);
  const auto& id = in.params.at("id");
  auto colon = id.rfind(':');
  int version = 0;
  if (colon != std::string::npos) std::from_chars(id.data() + colon + 1, id.data() + id.size(), version);
  auto it = catalog.read([&](db::tx& t) { return find_published_offering(t, id.substr(0, colon), version); });
  if (!it || id_of(it->what) != id) return web::problem(offering_unknown, in);
  return web::json_answer(web::with_fields(for_partners(*it, in.now), page->fields));
}

}  // namespace

std::vector<web::route> offering_routes(db::access catalog) {
  auto path = std::string{offerings_path};
  auto console = [catalog](const web::request& in) mutable { return list(in, catalog, for_console); };
  auto partners = [catalog](const web::request& in) mutable {
    return list(in, catalog, [&](const published_offering& it) { return for_partners(it, in.now); });
  };
  return {{web::verb::get, "/api/v1/offerings", web::right::catalog_read, console},
          {web::verb::get, path, web::right::catalog_read, partners},
          {web::verb::get, path + "/{id}", web::right::catalog_read,
           [catalog](const web::request& in) mutable { return one(in, catalog); }}};
}

}  // namespace catalog
