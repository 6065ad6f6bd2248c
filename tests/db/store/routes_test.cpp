// The store's doors: what they answer, in which shape, and what they refuse.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/numbering_plan.hpp"
#include "store/api/customer_routes.hpp"
#include "store/api/search_routes.hpp"
#include "store/identifier.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
namespace json = boost::json;

namespace {

struct doors {
  database_case world;
  operator_for_test with;
  std::vector<web::route> routes;

  doors() {
    routes = store::search_routes(world.as("store"), {"48", "", "00", {9}});
    for (auto& each : store::customer_routes(world.as("store"))) routes.push_back(each);
  }
  web::response call(web::request in, const std::string& pattern) const {
    for (const auto& each : routes)
      if (each.path == pattern && each.method == in.method) return each.handle(in);
    throw std::logic_error{"no route " + pattern};
  }
  web::response search(const std::string& body) const {
    web::request in;
    in.method = web::verb::post;
    in.content_type = "application/json";
    in.body = body;
    return call(in, "/api/v1/search");
  }
  web::response list(std::map<std::string, std::string> query) const {
    web::request in;
    in.query = std::move(query);
    return call(in, "/tmf-api/customerManagement/v4/customer");
  }
  web::response one(const std::string& id, std::map<std::string, std::string> query = {}) const {
    web::request in;
    in.params["id"] = id;
    in.query = std::move(query);
    return call(in, "/tmf-api/customerManagement/v4/customer/{id}");
  }
};

std::string header(const web::response& of, const std::string& name) {
  for (const auto& [key, value] : of.headers)
    if (key == name) return value;
  return "";
}

}  // namespace

TEST_CASE("the search answers who was found, what matched and how sure it is") {
  doors at;
  auto [anna, line] = at.world.as("store").transact([&](db::tx& t) {
    auto who = add(t, person("Anna", "Żółć"));
    auto its = line_of(t, who);
    REQUIRE(store::give_identifier(t, noon(), who, its, store::identifier_kind::msisdn, "48601234567").has_value());
    return std::pair{who, its};
  });
  auto answer = at.search(R"({"query":"601 234-567"})");
  CHECK(answer.status == 200);
  CHECK(answer.body ==
        R"({"@type":"SearchAnswer","results":[{"@type":"Found","customerId":")" + std::to_string(anna.value()) + R"(","subscriberId":")" +
            std::to_string(line.value()) +
            R"(","name":"Anna Żółć","matched":{"kind":"msisdn","shown":"+48 601 234 567","former":false},)"
            R"("state":"pending_active","number":"4860****567","offering":"prepaid_voice","certainty":"exact"}],"total":1})");
  CHECK(at.search(R"({"query":"nobody at all"})").body == R"({"@type":"SearchAnswer","results":[],"total":0})");
}

TEST_CASE("a search that cannot be read is refused") {
  doors at;
  for (std::string body :
       {"", "[]", "{}", R"({"query":""})", R"({"query":17})", R"({"query":"a","limit":0})",
        R"({"query":"a","limit":1000})", R"({"query":"a","offset":-1})", R"({"query":"a","kind":"x"})"}) {
    INFO(body);
    CHECK(at.search(body).status == 400);
  }
}

TEST_CASE("the list of customers is paged, counted, narrowed to a segment and cut to the fields asked for") {
  doors at;
  at.world.as("store").transact([&](db::tx& t) {
    for (int i = 0; i < 5; ++i) {
      auto who = person("Anna", "Kowalska");
      who.segment = i % 2 == 0 ? "families" : "students";
      add(t, who);
    }
  });
  auto page = at.list({{"limit", "2"}, {"offset", "1"}});
  CHECK(page.status == 200);
  CHECK(header(page, "X-Total-Count") == "5");
  CHECK(header(page, "X-Result-Count") == "2");
  auto read = json::parse(page.body);
  const auto& items = read.as_array();
  REQUIRE(items.size() == 2);
  CHECK(items[0].as_object().at("id") == "2");

  auto families = at.list({{"segment", "families"}, {"fields", "name"}});
  CHECK(header(families, "X-Total-Count") == "3");
  auto narrowed = json::parse(families.body);
  for (const auto& each : narrowed.as_array()) {
    CHECK(each.as_object().contains("href"));
    CHECK(each.as_object().contains("name"));
    CHECK_FALSE(each.as_object().contains("characteristic"));
  }
  CHECK(at.list({{"segment", "nobody"}}).body == "[]");
  CHECK(at.list({{"status", "active"}}).status == 400);  // ignored, it would look as if it had filtered
  CHECK(at.list({{"limit", "100000"}}).status == 400);
}

TEST_CASE("one customer is shown as TMF629 draws it") {
  doors at;
  auto id = at.world.as("store").transact([&](db::tx& t) {
    auto who = person("Anna", "Kowalska");
    who.email = "anna@example.org";
    who.segment = "families";
    who.contract_number = "AB-1";
    return add(t, who);
  });
  auto answer = at.one(std::to_string(id.value()));
  CHECK(answer.status == 200);
  CHECK(answer.about == id);
  auto shown = json::parse(answer.body);
  const auto& it = shown.as_object();
  CHECK(it.at("@type") == "Customer");
  CHECK(it.at("href").as_string() == "/tmf-api/customerManagement/v4/customer/" + std::to_string(id.value()));
  CHECK(it.at("name") == "Anna Kowalska");
  CHECK(it.at("engagedParty").at("@referredType") == "Individual");
  REQUIRE(it.at("account").is_array());
  CHECK(it.at("account").at(0).at("@referredType") == "BillingAccount");
  REQUIRE(it.at("agreement").is_array());
  CHECK(it.at("agreement").at(0).at("id") == "AB-1");
  REQUIRE(it.at("contactMedium").is_array());
  CHECK(it.at("contactMedium").at(0).at("characteristic").at("emailAddress") == "anna@example.org");
  REQUIRE(it.at("characteristic").as_array().size() == 3);
  CHECK(it.at("characteristic").at(0).at("value") == "families");
  CHECK(it.at("validFor").at("startDateTime") == "2026-03-02T10:00:00Z");
  for (std::string unknown : {"999", "0", "-1", "anna", "99999999999999999999"}) {
    INFO(unknown);
    CHECK(at.one(unknown).status == 404);
  }
}

TEST_CASE("a new customer is said on the bus once") {
  doors at;
  auto id = at.world.as("store").transact([&](db::tx& t) { return add(t, person("Anna", "Kowalska")); });
  CHECK(at.world.look("SELECT topic || ' ' || customer_id FROM db.outbox") ==
        "customer_created " + std::to_string(id.value()));
  CHECK(at.world.look("SELECT count(*) FROM db.outbox") == "1");
}
