// The rule against requests that another site makes in a user's name.
#include "web/same_origin.hpp"

#include "tests/catch.hpp"
#include "web/session_cookie.hpp"

namespace {

web::request from(std::string origin, std::string fetch_site, std::string host = "crm.example:8080") {
  web::request in;
  in.host = std::move(host);
  in.origin = std::move(origin);
  in.fetch_site = std::move(fetch_site);
  return in;
}

constexpr bool with_cookie = true, without_cookie = false;

}  // namespace

TEST_CASE("our own pages may change things", "[web][safety]") {
  CHECK(web::asked_from_here(from("http://crm.example:8080", "same-origin"), with_cookie));
  CHECK(web::asked_from_here(from("", "same-origin"), with_cookie));
  CHECK(web::asked_from_here(from("http://crm.example:8080", ""), with_cookie));  // a browser without fetch metadata
  CHECK(web::asked_from_here(from("https://CRM.example", "", "crm.example:443"), with_cookie));
  CHECK(web::asked_from_here(from("https://crm.example:443", "", "crm.example"), with_cookie));
}

TEST_CASE("nobody else's pages may", "[web][safety]") {
  for (auto site : {"cross-site", "same-site", "none", "bogus"})
    CHECK_FALSE(web::asked_from_here(from("", site), with_cookie));
  for (auto origin : {"http://evil.example", "null", "http://crm.example.evil.example:8080", "http://crm.example:8081",
                      "file://crm.example:8080", "http://crm.example", "http://evil.example/crm.example:8080"}) {
    INFO(origin);
    CHECK_FALSE(web::asked_from_here(from(origin, ""), with_cookie));
    CHECK_FALSE(web::asked_from_here(from(origin, ""), without_cookie));
    CHECK_FALSE(web::asked_from_here(from(origin, "same-origin"), with_cookie));  // both must agree
  }
}

TEST_CASE("a request with the cookie that does not say where it comes from is refused", "[web][safety]") {
  CHECK_FALSE(web::asked_from_here(from("", ""), with_cookie));
  CHECK(web::asked_from_here(from("", ""), without_cookie));  // an integrator's program has no pages
}

TEST_CASE("the cookie cannot be read by a script, sent elsewhere or planted by a neighbour", "[web][safety]") {
  auto [name, value] = web::session_cookie("abc");
  CHECK(name == "Set-Cookie");
  CHECK(value == "__Host-abonent=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
  CHECK(web::ended_session_cookie().second.ends_with("; Max-Age=0"));
}

TEST_CASE("the session token is found among other cookies, the bearer token by its scheme", "[web]") {
  web::request in;
  in.cookie = "theme=dark; __Host-abonent=tok; x=__Host-abonent=no";
  CHECK(web::session_token(in) == "tok");
  in.cookie = "a__Host-abonent=no";
  CHECK(web::session_token(in).empty());
  in.authorization = "bearer  tok";
  CHECK(web::bearer_token(in) == "tok");
  in.authorization = "Basic tok";
  CHECK(web::bearer_token(in).empty());
  in.authorization = "Bearer ";
  CHECK(web::bearer_token(in).empty());
}
