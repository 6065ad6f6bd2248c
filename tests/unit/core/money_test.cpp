// Money stays exact: reading, writing, rounding, splitting.
#include "core/money.hpp"

#include <random>

#include "tests/catch.hpp"

using namespace core;

TEST_CASE("an amount is read from text and written back the same", "[money]") {
  auto eur = *currency::parse("EUR");
  for (auto text : {"0.00", "12.50", "-3.10", "0.000125", "9223372036854.775807"}) CHECK(money::parse(text, eur)->amount() == text);
  CHECK(money::parse("7", eur)->amount() == "7.00");
  CHECK(money::parse("0.1500000", eur)->micros() == 150'000);
  CHECK(money::parse("5", *currency::parse("JPY"))->amount() == "5");
  CHECK(money::parse("5", *currency::parse("KWD"))->amount() == "5.000");
}

TEST_CASE("what is no amount is refused, never mended", "[money]") {
  for (auto text : {"", "-", ".5", "5.", "1,5", "1e3", "0x10", " 1", "1 ", "0.0000001", "9223372036854.775808", "99999999999999999999", "--1", "1.2.3"})
    CHECK_FALSE(parse_micros(text));
  for (auto code : {"", "eur", "EU", "EURO", "E1R"}) CHECK_FALSE(currency::parse(code));
}

TEST_CASE("rounding does what its name says on both sides of zero", "[money]") {
  struct row { std::int64_t micros; rounding mode; std::int64_t cents; };
  for (auto [micros, mode, cents] : {row{1'005'000, rounding::half_up, 101}, row{1'005'000, rounding::half_even, 100}, row{1'015'000, rounding::half_even, 102},
                                     row{1'004'999, rounding::half_up, 100}, row{1'000'001, rounding::up, 101}, row{1'009'999, rounding::down, 100},
                                     row{-1'005'000, rounding::half_up, -101}, row{-1'005'000, rounding::half_even, -100}, row{-1'000'001, rounding::up, -101},
                                     row{-1'009'999, rounding::down, -100}})
    CHECK(round_to(micros, 2, mode) == cents * 10'000);
  CHECK(parse_rounding("half_even") == rounding::half_even);
  CHECK_FALSE(parse_rounding("nearest"));
}

TEST_CASE("0.15 and three times 0.01 make 0.18, line by line and in all", "[money]") {
  std::int64_t total = 150'000;
  for (int i = 0; i < 3; ++i) total = add_checked(total, 10'000);
  CHECK(micros_text(total, 2) == "0.18");
}

TEST_CASE("an amount that does not fit stops the work", "[money]") {
  CHECK_THROWS_AS(add_checked(INT64_MAX, 1), std::overflow_error);
  CHECK_THROWS_AS(multiply_checked(INT64_MAX, 2), std::overflow_error);
  CHECK_THROWS_AS(divide(static_cast<int128>(INT64_MAX) * 4, 2, rounding::up), std::overflow_error);
  CHECK_THROWS_AS(money(1, *currency::parse("EUR")) + money(1, *currency::parse("USD")), std::logic_error);
}

TEST_CASE("parts always add up to the whole", "[money]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  for (int i = 0; i < 2'000; ++i) {
    std::vector<std::int64_t> weights(1 + random() % 9);
    for (auto& each : weights) each = static_cast<std::int64_t>(random() % 1000);
    weights[0] += 1;
    auto whole = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    std::int64_t sum = 0;
    for (auto part : split(whole, weights)) sum += part;
    REQUIRE(sum == whole);
  }
  CHECK(split(100, std::vector<std::int64_t>{1, 1, 1}) == std::vector<std::int64_t>{34, 33, 33});
}
