// What a sales point and a partner system see of the catalogue.
#include "catalog/api/offering_routes.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "catalog/load_catalog.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace json = boost::json;

namespace {

struct shop : tests::database_case {
  shop() {
    for (const auto* name : {"talk_freely", "all_in", "home_fibre"}) {
      std::ifstream in{fmt::format("{}/catalog/samples/{}.json", ABONENT_SOURCE_DIR, name)};
      std::string text{std::istreambuf_iterator<char>{in}, {}};
      REQUIRE(as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, tests::noon(), text); }).has_value());
    }
  }
  web::response get(std::string_view path, web::request in = {}) {
    in.now = in.now == core::instant{} ? tests::noon() : in.now;
    for (const auto& each : catalog::offering_routes(as("catalog")))
      if (each.path == path) return each.handle(in);
    throw std::runtime_error{"no such route"};
  }
};

const std::string tmf = "/tmf-api/productCatalogManagement/v4/productOffering";

std::string header(const web::response& of, std::string_view name) {
  for (const auto& [key, value] : of.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("a sales point sees what is on sale today and what it costs a month") {
  shop it;
  auto answer = it.get("/api/v1/offerings");
  CHECK(answer.status == 200);
  auto offers = json::parse(answer.body).as_array();
  REQUIRE(offers.size() == 3);
  CHECK(offers[0].at("code") == "all_in");
  CHECK(offers[0].at("pays") == "postpaid");
  CHECK(offers[0].at("monthlyFee").at("value") == "19.90");
  CHECK(offers[0].at("monthlyFee").at("unit") == "EUR");
  CHECK(offers[2].at("code") == "talk_freely");
  CHECK(offers[2].at("monthlyFee").is_null());
  CHECK(header(answer, "X-Total-Count") == "3");
}

TEST_CASE("nothing is on sale before its time") {
  shop it;
  web::request in;
  in.now = *core::instant::parse("2024-12-31T23:59:59Z");
  CHECK(json::parse(it.get("/api/v1/offerings", in).body).as_array().empty());
}

TEST_CASE("a partner system pages through product offerings in the shape of TMF620") {
  shop it;
  web::request in;
  in.query = {{"limit", "2"}, {"offset", "1"}, {"fields", "name,lifecycleStatus"}};
  auto answer = it.get(tmf, in);
  auto offers = json::parse(answer.body).as_array();
  REQUIRE(offers.size() == 2);
  CHECK(header(answer, "X-Total-Count") == "3");
  CHECK(header(answer, "X-Result-Count") == "2");
  CHECK(offers[0].at("id") == "home_fibre:1");
  CHECK(offers[0].at("lifecycleStatus") == "Active");
  CHECK_FALSE(offers[0].as_object().contains("productOfferingPrice"));
}

TEST_CASE("one product offering has the keys a partner system relies on") {
  shop it;
  web::request in;
  in.params = {{"id", "home_fibre:1"}};
  auto answer = it.get(tmf + "/{id}", in);
  CHECK(answer.status == 200);
  auto one = json::parse(answer.body).as_object();
  for (const auto* key : {"@type", "id", "href", "name", "lastUpdate", "lifecycleStatus", "productSpecification", "validFor"}) CHECK(one.contains(key));
  CHECK(one.at("productOfferingPrice").at(1).at("priceType") == "recurring");
  CHECK(one.at("productOfferingPrice").at(1).at("price").at("value") == "29.00");
}

TEST_CASE("an offering that is not there, a wrong version and a wrong id are not found") {
  shop it;
  for (const auto* id : {"nothing:1", "all_in:2", "all_in", "all_in:1x", "all_in:01", ":"}) {
    web::request in;
    in.params = {{"id", id}};
    CHECK(it.get(tmf + "/{id}", in).status == 404);
  }
}

TEST_CASE("a filter that the list does not know is refused, not ignored") {
  shop it;
  web::request in;
  in.query = {{"colour", "blue"}};
  CHECK(it.get(tmf, in).status == 400);
}
