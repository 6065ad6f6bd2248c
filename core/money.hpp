// An amount in millionths of the currency's main unit. Rates are finer than cents; bills are not.
// Why millionths and why int64: docs/decisions/0004. No floating point touches money anywhere.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

__extension__ typedef __int128 int128;  // between a product and its division; never kept

// ISO 4217 alphabetic code with its number of minor-unit decimals.
class currency {
 public:
  static std::optional<currency> parse(std::string_view code);
  [[nodiscard]] std::string_view code() const { return {code_.data(), 3}; }
  [[nodiscard]] int decimals() const { return decimals_; }  // JPY 0, EUR 2, KWD 3
  friend bool operator==(const currency&, const currency&) = default;

 private:
  currency(std::string_view code, int decimals);
  std::array<char, 3> code_;
  std::int8_t decimals_;
};

// How digits are lost; always named by the tariff or the bill, always through round_to().
enum class rounding { up, down, half_up, half_even };  // up and down: away from and towards zero
std::optional<rounding> parse_rounding(std::string_view name);
std::string_view name_of(rounding mode);

// The one function that loses digits: `micros` to `decimals` (0..6) decimals of the main unit.
std::int64_t round_to(std::int64_t micros, int decimals, rounding mode);
// value / divisor to a whole number by `mode`; divisor > 0. For prices per N units: no digit is lost before this.
std::int64_t divide(int128 value, std::int64_t divisor, rounding mode);

class money {
 public:
  money(std::int64_t micros, currency in) : micros_{micros}, currency_{in} {}
  // A decimal number as text, at most six decimals: `12.5`, `-0.000001`. Never through a double.
  static std::optional<money> parse(std::string_view amount, currency in);

  [[nodiscard]] std::int64_t micros() const { return micros_; }
  [[nodiscard]] currency in() const { return currency_; }
  [[nodiscard]] std::string amount() const;  // at least the currency's decimals, more when they are not zero: `12.50`, `0.000125`
  [[nodiscard]] std::string text() const;    // `12.50 EUR`
  // To the currency's own digits, half up, for a person to read: `65.50 EUR` of 65.4961. Never to count with.
  [[nodiscard]] std::string rounded_text() const;

  friend money operator+(money a, money b);  // same currency, no overflow: else throws
  friend money operator-(money a, money b);
  friend money operator-(money a) { return money{0, a.currency_} - a; }
  friend bool operator==(const money&, const money&) = default;

 private:
  std::int64_t micros_;
  currency currency_;
};

// Decimal text to micros without a currency; nothing when it is not a number, too long or over six decimals.
std::optional<std::int64_t> parse_micros(std::string_view text);
std::string micros_text(std::int64_t micros, int at_least_decimals);

std::int64_t add_checked(std::int64_t a, std::int64_t b);  // throws on overflow
std::int64_t multiply_checked(std::int64_t a, std::int64_t b);

// Parts by weight that always add up to the whole: largest remainders first. Weights >= 0, their sum > 0.
std::vector<std::int64_t> split(std::int64_t whole_micros, std::span<const std::int64_t> weights);

}  // namespace core
