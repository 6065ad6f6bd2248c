// Token buckets.
#include "web/rate_limit.hpp"

#include "tests/catch.hpp"

using namespace std::chrono_literals;

namespace {
const web::rate_limit::steady::time_point start{1'000s};
}

TEST_CASE("a burst passes, then one waits, and time gives tokens back", "[web]") {
  web::rate_limit limit{{.per_second = 2, .burst = 3}};
  for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.wait("anna", start));
  CHECK(limit.wait("anna", start) == 1s);
  CHECK_FALSE(limit.wait("boris", start));  // another one's bucket is full
  CHECK_FALSE(limit.wait("anna", start + 500ms));
  CHECK(limit.wait("anna", start + 500ms));
  CHECK_FALSE(limit.wait("anna", start + 1h));
}

TEST_CASE("a slow rate says how long to wait", "[web]") {
  web::rate_limit limit{{.per_second = 0.1, .burst = 1}};
  CHECK_FALSE(limit.wait("anna", start));
  CHECK(limit.wait("anna", start) == 10s);
}

TEST_CASE("without a rate there is no limit", "[web]") {
  web::rate_limit limit{{}};
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(limit.wait("anna", start));
}

TEST_CASE("a crowd of addresses does not push out the one that is being held back", "[web]") {
  web::rate_limit limit{{.per_second = 1, .burst = 100}, 50};
  for (int i = 0; i < 100; ++i) limit.wait("loud", start + 1s);
  for (int i = 0; i < 49; ++i) limit.wait("quiet " + std::to_string(i), start);  // one token each, back a second later
  CHECK_FALSE(limit.wait("new", start + 1s));
  CHECK(limit.wait("loud", start + 1s));
}

TEST_CASE("one client's many IPv6 addresses are one", "[web]") {
  CHECK(web::address_key("2001:db8::1") == web::address_key("2001:db8:0:0:ffff::2"));
  CHECK(web::address_key("2001:db8::1") != web::address_key("2001:db8:0:1::1"));
  CHECK(web::address_key("192.0.2.1") == "192.0.2.1");
  CHECK(web::address_key("::ffff:192.0.2.1") == "192.0.2.1");
}
