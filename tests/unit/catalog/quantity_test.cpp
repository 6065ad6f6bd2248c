// Quantities as people write them.
#include "catalog/quantity.hpp"

#include "tests/catch.hpp"

using catalog::parse_quantity;
using catalog::quantity_text;
using catalog::service;

TEST_CASE("a quantity is a number or a number with a unit of its service") {
  CHECK(parse_quantity("60", service::voice) == 60);
  CHECK(parse_quantity("1 min", service::voice) == 60);
  CHECK(parse_quantity("2h", service::voice) == 7'200);
  CHECK(parse_quantity("1 GiB", service::data) == 1'073'741'824);
  CHECK(parse_quantity("1 GB", service::data) == 1'000'000'000);
  CHECK(parse_quantity("5", service::sms) == 5);
}

TEST_CASE("what is no quantity of the service is refused") {
  for (const auto* text : {"", "min", "-1", "1.5", "1 MiB", "1 minute"}) CHECK_FALSE(parse_quantity(text, service::voice));
  CHECK_FALSE(parse_quantity("1 min", service::sms));
  CHECK_FALSE(parse_quantity("9999999999999 GiB", service::data));
}

TEST_CASE("a quantity is told in the largest unit that leaves no rest") {
  CHECK(quantity_text(75, service::voice) == "75 s");
  CHECK(quantity_text(1, service::sms) == "1 message");
  CHECK(quantity_text(2, service::sms) == "2 messages");
  CHECK(quantity_text(1'073'741'824, service::data) == "1 GiB");
  CHECK(quantity_text(3'145'728, service::data) == "3 MiB");
  CHECK(quantity_text(1'500'000, service::data) == "1500 kB");
  CHECK(quantity_text(0, service::data) == "0 B");
  CHECK(quantity_text(1'001, service::data) == "1001 B");
}
