// Reading of JSON bodies: amounts to the last digit, and the first thing wrong by its name.
#include "web/json_body.hpp"

#include <random>

#include "tests/catch.hpp"
#include "web/json_answer.hpp"

namespace {

enum class channel { phone, shop };
BOOST_DESCRIBE_ENUM(channel, phone, shop)

web::json_object reading(std::string_view text) { return web::read_object(text).value(); }

std::string complaint(const web::json_object& of) { return of.wrong() ? of.wrong()->detail() : std::string{}; }

}  // namespace

TEST_CASE("an amount keeps every digit, whether it came as text or as a number", "[web][money]") {
  auto body = reading(R"({"a":{"value":"12.50","unit":"EUR"},"b":{"value":12.500000,"unit":"EUR"},
                          "c":{"value":9007199254.740993,"unit":"EUR"},"d":{"value":-0.000001,"unit":"EUR"},"e":{"value":7,"unit":"JPY"}})");
  CHECK(body.amount("a").micros() == 12'500'000);
  CHECK(body.amount("b").micros() == 12'500'000);
  CHECK(body.amount("c").micros() == 9'007'199'254'740'993);  // 2^53 + 1: a double would have lost the last digit
  CHECK(body.amount("d").micros() == -1);
  CHECK(body.amount("e").text() == "7 JPY");
  CHECK(complaint(body).empty());
}

TEST_CASE("an amount that is no decimal number of at most six decimals in a known currency is refused",
          "[web][money]") {
  for (auto text :
       {R"({"a":{"value":"1e3","unit":"EUR"}})", R"({"a":{"value":1e3,"unit":"EUR"}})",
        R"({"a":{"value":"0.0000001","unit":"EUR"}})", R"({"a":{"value":"","unit":"EUR"}})",
        R"({"a":{"value":"12,50","unit":"EUR"}})", R"({"a":{"value":true,"unit":"EUR"}})", R"({"a":{"value":"1"}})",
        R"({"a":{"unit":"EUR"}})", R"({"a":{"value":"1","unit":"eur"}})", R"({"a":"1 EUR"})", R"({"a":null})", R"({})",
        R"({"a":{"value":"99999999999999999999","unit":"EUR"}})"}) {
    auto body = reading(text);
    body.amount("a");
    INFO(text);
    CHECK(complaint(body).starts_with("`a"));
  }
}

TEST_CASE("members are read into types, and absent ones are absent", "[web]") {
  auto body = reading(
      R"({"text":"Łódź","whole":-3,"flag":true,"at":"2026-03-01T10:00:00+03:00","day":"2026-02-28","word":"shop",
                          "id":"17","number_id":18,"uuid":"01890a5d-ac96-774b-bcce-b302099a8057","nothing":null,
                          "list":[{"x":1},{"x":2}],"names":["a","b"],"inner":{"deep":{"x":5}}})");
  CHECK(body.text("text", 4) == "Łódź");  // four letters, seven bytes
  CHECK(body.integer("whole", -5, 5) == -3);
  CHECK(body.flag("flag"));
  CHECK(body.instant("at").text() == "2026-03-01T07:00:00Z");
  CHECK(core::date_text(body.date("day")) == "2026-02-28");
  CHECK(body.word<channel>("word") == channel::shop);
  CHECK(body.id<core::customer_id>("id") == core::customer_id{17});
  CHECK(body.id<core::customer_id>("number_id") == core::customer_id{18});
  CHECK(body.uuid("uuid").text() == "01890a5d-ac96-774b-bcce-b302099a8057");
  CHECK(body.objects("list").at(1).integer("x", 0, 9) == 2);
  CHECK(body.texts("names") == std::vector<std::string>{"a", "b"});
  CHECK(body.object("inner").object("deep").integer("x", 0, 9) == 5);
  CHECK_FALSE(body.find_text("absent"));
  CHECK_FALSE(body.find_text("nothing"));
  CHECK(body.is_null("nothing"));
  CHECK(body.text_or("absent", "else") == "else");
  CHECK_FALSE(body.find_id<core::customer_id>("absent"));
  CHECK_FALSE(body.wrong());
}

TEST_CASE("the first thing wrong is told by its path", "[web]") {
  auto deep = reading(R"({"customer":{"phones":[{"kind":"phone"},{"kind":"fax"}]}})");
  auto customer = deep.object("customer");
  for (auto& each : customer.objects("phones")) each.word<channel>("kind");
  deep.text("later");
  CHECK(complaint(deep) == "`customer.phones[1].kind` is none of the known words.");

  auto cases = reading(R"({"text":5})");
  cases.text("text");
  CHECK(complaint(cases) == "`text` must be a text.");
  auto blank = reading(R"({"text":" "})");
  blank.text("text");
  CHECK(complaint(blank) == "`text` is empty.");
  auto half = reading(R"({"n":2.5})");
  half.integer("n", 0, 9);
  CHECK(complaint(half) == "`n` must be a whole number from 0 to 9.");
  auto local = reading(R"({"at":"2026-03-01T10:00:00"})");
  local.instant("at");
  CHECK_FALSE(complaint(local).empty());  // without an offset it is no instant
  auto negative = reading(R"({"id":"-4"})");
  negative.id<core::customer_id>("id");
  CHECK(complaint(negative) == "`id` is no id.");
}

TEST_CASE("a member that is not read does not pass in silence where it must not", "[web]") {
  auto body = reading(R"({"name":"anna","role":"admin"})");
  body.only({"name", "password"});
  CHECK(complaint(body) == "`role` is not known here.");
}

TEST_CASE("what is not one JSON object is refused", "[web]") {
  for (std::string text : {"", "{", "{}x", "[]", "1", "\"a\"", "{\"a\":1,}", "{'a':1}", "{\"a\":1,\"a\":2}",
                           "{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}", "{\"a\":NaN}", "// note\n{}"}) {
    auto it = web::read_object(text);
    INFO(text);
    REQUIRE_FALSE(it.has_value());
    CHECK(it.error().code() == "json_invalid");
  }
  CHECK_FALSE(web::read_object(std::string(1'000, '[')).has_value());
  CHECK_FALSE(web::read_object("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}").has_value());
}

TEST_CASE("garbled JSON is refused or read, and never breaks anything", "[web]") {
  auto seed = std::random_device{}();
  std::mt19937 random{seed};
  INFO("seed " << seed);
  const std::string whole =
      R"({"a":{"value":12.50,"unit":"EUR"},"list":[1,-2,3.5e2,true,null,"\u00e9\n"],"id":"17","at":"2026-03-01T10:00:00Z"})";
  for (int i = 0; i < 5'000; ++i) {
    auto text = whole;
    for (int k = 0; k < 3; ++k) {
      auto at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 5);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 9));
          break;
      }
      if (text.empty()) text = "{";
    }
    auto body = web::read_object(text);
    if (!body) continue;
    body->amount("a");
    body->objects("list");
    body->id<core::customer_id>("id");
    body->instant("at");
  }
  SUCCEED();
}

TEST_CASE("answers show ids as texts, times in UTC and amounts with their unit", "[web]") {
  auto amount = core::money::parse("12.5", *core::currency::parse("EUR"));
  web::json::object out{{"id", web::json_of(core::customer_id{9007199254740993})},
                        {"at", web::json_of(core::instant::from_seconds(0))},
                        {"amount", web::json_of(*amount)},
                        {"none", web::json_of(std::optional<core::instant>{})},
                        {"word", web::json_of(channel::shop)},
                        {"text", web::json_of(std::optional<std::string>{"x"})}};
  CHECK(
      web::json_answer(out).body ==
      R"({"id":"9007199254740993","at":"1970-01-01T00:00:00Z","amount":{"value":"12.50","unit":"EUR"},"none":null,"word":"shop","text":"x"})");
}
