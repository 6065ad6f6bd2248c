// Routes are found by method and pattern.
#include "web/router.hpp"

#include "tests/catch.hpp"

namespace {

web::response nothing(const web::request&) { return {}; }

web::router orders() {
  return web::router{{
      {web::verb::get, "/api/v1/orders", web::right::none, nothing},
      {web::verb::get, "/api/v1/orders/{id}", web::right::none, nothing},
      {web::verb::get, "/api/v1/orders/parked", web::right::none, nothing},
      {web::verb::post, "/api/v1/orders/{id}/retry", web::right::none, nothing},
      {web::verb::del, "/api/v1/orders/{id}", web::right::none, nothing},
  }};
}

}  // namespace

TEST_CASE("a path finds its route, and what stands for a name is handed over", "[web]") {
  auto town = orders();
  auto one = town.find(web::verb::get, "/api/v1/orders/17");
  REQUIRE(one.found);
  CHECK(one.found->path == "/api/v1/orders/{id}");
  CHECK(one.params.at("id") == "17");
  CHECK(town.find(web::verb::post, "/api/v1/orders/17/retry").found);
}

TEST_CASE("a path spelled out is preferred to a name, whatever the order of the table", "[web]") {
  CHECK(orders().find(web::verb::get, "/api/v1/orders/parked").found->path == "/api/v1/orders/parked");
}

TEST_CASE("what is not in the table is not found", "[web]") {
  auto town = orders();
  for (auto path : {"", "/", "api/v1/orders", "/api/v1/order", "/api/v1/orders/", "/api/v1/orders/17/",
                    "/api/v1/orders/17/retry/x", "/API/V1/ORDERS", "/api/v1//orders"})
    CHECK_FALSE(town.find(web::verb::get, path).found);
}

TEST_CASE("a method that an address does not know is told apart from an unknown address", "[web]") {
  auto town = orders();
  auto wrong = town.find(web::verb::put, "/api/v1/orders/17");
  CHECK_FALSE(wrong.found);
  CHECK(wrong.allowed == std::vector{web::verb::get, web::verb::del});
  CHECK(town.find(web::verb::put, "/nowhere").allowed.empty());
}

TEST_CASE("two routes for one method and pattern stop the program from starting", "[web]") {
  std::vector<web::route> twice{{web::verb::get, "/a/{id}", web::right::none, nothing},
                                {web::verb::get, "/a/{name}", web::right::none, nothing}};
  CHECK_THROWS_AS(web::router{twice}, std::logic_error);
  std::vector<web::route> bare{{web::verb::get, "a", web::right::none, nothing}};
  CHECK_THROWS_AS(web::router{bare}, std::logic_error);
}
