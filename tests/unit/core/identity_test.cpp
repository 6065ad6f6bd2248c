// Numbers and cards: parsed once, typed any way.
#include "core/identity.hpp"

#include "core/numbering_plan.hpp"
#include "core/uuid.hpp"
#include "tests/catch.hpp"

using namespace core;

TEST_CASE("a number typed any way is the same number", "[identity]") {
  numbering_plan russia{"7", "8", "810", {10}};
  for (auto typed : {"+7 916 555-01-42", "8 (916) 555 01 42", "79165550142", "9165550142", "007 916 555 01 42", "810 7 916 555 01 42", "+7\u00a0916\u00a05550142"}) {
    INFO(typed);
    REQUIRE(russia.normalise(typed));
    CHECK(russia.normalise(typed)->digits() == "79165550142");
  }
  CHECK(russia.normalise("810 48 601 234 567")->digits() == "48601234567");
  CHECK(russia.shown(*msisdn::parse("79165550142")) == "+7 916 555-01-42");
  CHECK(russia.shown(*msisdn::parse("48601234567")) == "+48601234567");
  numbering_plan poland{"48", "", "00", {9}};
  CHECK(poland.normalise("601 234 567")->digits() == "48601234567");
  CHECK(poland.normalise("0048 601 234 567")->digits() == "48601234567");
}

TEST_CASE("what is no number is refused", "[identity]") {
  numbering_plan russia{"7", "8", "810", {10}};
  for (auto typed : {"", "112", "abc", "+", "916 555", "+7 916 555 01 42 33 44 55", "8916555014a", "+0 123 456 789"}) {
    INFO(typed);
    CHECK_FALSE(russia.normalise(typed));
  }
}

TEST_CASE("a card with a wrong check digit is refused, a dropped one is put back", "[identity]") {
  std::string body = "897010123456789012";  // 18 digits
  auto whole = body + luhn_digit(body);
  CHECK(iccid::parse(whole)->digits() == whole);
  CHECK(iccid::parse(body)->digits() == whole);
  CHECK(iccid::parse(whole + "F")->digits() == whole);
  auto wrong = whole;
  wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  CHECK_FALSE(iccid::parse(wrong));
  for (auto text : {"", "89", "1234567890123456789", "89701012345678901x"}) CHECK_FALSE(iccid::parse(text));
}

TEST_CASE("identifiers are shown masked", "[identity]") {
  CHECK(msisdn::parse("79165550142")->masked() == "7916****142");
  CHECK(imsi::parse("250011234567890")->masked() == "25001****890");
  CHECK(mask("1234") == "****");
  for (auto text : {"", "12345", "0791655501", "1234567890123456", "79165x50142"}) CHECK_FALSE(msisdn::parse(text));
}

TEST_CASE("an order's id reads back, keeps time order and is never twice the same", "[identity]") {
  auto early = uuid::make(instant::from_seconds(1'700'000'000)), late = uuid::make(instant::from_seconds(1'700'000'001));
  CHECK(early < late);
  CHECK(uuid::parse(early.text()) == early);
  CHECK(uuid::from_bytes(early.bytes()) == early);
  CHECK(early.text()[14] == '7');
  CHECK(uuid::named("a") == uuid::named("a"));
  CHECK(uuid::named("a") != uuid::named("b"));
  for (auto text : {"", "0190", "0190b8d2-7f3e-7a1b-9c2d-0123456789ag", "0190b8d2x7f3e-7a1b-9c2d-0123456789ab"}) CHECK_FALSE(uuid::parse(text));
}
