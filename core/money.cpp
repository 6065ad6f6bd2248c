// Exact amounts: reading, writing, rounding, splitting.
#include "core/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "core/assert.hpp"

namespace core {
namespace {

constexpr std::int64_t micros_per_unit = 1'000'000;
constexpr std::int64_t powers_of_ten[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};

// ISO 4217: those whose minor unit is not two decimals.
struct other_decimals {
  std::string_view code;
  int decimals;
};
constexpr other_decimals odd_currencies[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3}, {"ISK", 0}, {"JOD", 3},
    {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3},
    {"UGX", 0}, {"UYI", 0}, {"UYW", 4}, {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0}};

}  // namespace

currency::currency(std::string_view code, int decimals)
    : code_{code[0], code[1], code[2]}, decimals_{static_cast<std::int8_t>(decimals)} {}

std::optional<currency> currency::parse(std::string_view code) {
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return {};
  for (const auto& odd : odd_currencies)
    if (odd.code == code) return currency{code, odd.decimals};
  return currency{code, 2};
}

std::optional<rounding> parse_rounding(std::string_view name) {
  for (auto mode : {rounding::up, rounding::down, rounding::half_up, rounding::half_even})
    if (name_of(mode) == name) return mode;
  return std::nullopt;
}

std::string_view name_of(rounding mode) {
  switch (mode) {
    case rounding::up: return "up";
    case rounding::down: return "down";
    case rounding::half_up: return "half_up";
    case rounding::half_even: return "half_even";
  }
  ABONENT_ASSERT(false);
}

std::int64_t divide(int128 value, std::int64_t divisor, rounding mode) {
  ABONENT_ASSERT(divisor > 0);
  int128 whole = value / divisor, rest = value % divisor;  // both towards zero
  if (rest != 0) {
    int128 away = value < 0 ? -1 : 1;
    int128 twice = (rest < 0 ? -rest : rest) * 2;
    switch (mode) {
      case rounding::down: break;
      case rounding::up: whole += away; break;
      case rounding::half_up:
        if (twice >= divisor) whole += away;
        break;
      case rounding::half_even:
        if (twice > divisor || (twice == divisor && whole % 2 != 0)) whole += away;
        break;
    }
  }
  if (whole > INT64_MAX || whole < INT64_MIN) throw std::overflow_error{"an amount does not fit"};
  return static_cast<std::int64_t>(whole);
}

std::int64_t round_to(std::int64_t micros, int decimals, rounding mode) {
  ABONENT_ASSERT(decimals >= 0 && decimals <= 6);
  std::int64_t step = micros_per_unit / powers_of_ten[decimals];
  return multiply_checked(divide(micros, step, mode), step);
}

std::int64_t add_checked(std::int64_t a, std::int64_t b) {
  std::int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) throw std::overflow_error{"an amount does not fit"};
  return sum;
}

std::int64_t multiply_checked(std::int64_t a, std::int64_t b) {
  std::int64_t product;
  if (__builtin_mul_overflow(a, b, &product)) throw std::overflow_error{"an amount does not fit"};
  return product;
}

money operator+(money a, money b) {
  ABONENT_ASSERT(a.currency_ == b.currency_);
  return {add_checked(a.micros_, b.micros_), a.currency_};
}

money operator-(money a, money b) {
  ABONENT_ASSERT(a.currency_ == b.currency_);
  std::int64_t difference;
  if (__builtin_sub_overflow(a.micros_, b.micros_, &difference)) throw std::overflow_error{"an amount does not fit"};
  return {difference, a.currency_};
}

std::optional<std::int64_t> parse_micros(std::string_view text) {
  bool minus = !text.empty() && text.front() == '-';
  if (minus) text.remove_prefix(1);
  if (text.empty() || text.front() == '.' || text.back() == '.') return std::nullopt;
  int128 value = 0;
  int decimals = -1;  // -1: before the point
  for (char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (decimals >= 0 && ++decimals > 6) {
      if (c != '0') return std::nullopt;  // finer than a millionth: refused, not rounded
      continue;
    }
    value = value * 10 + (c - '0');
    if (value > INT64_MAX) return std::nullopt;
  }
  value *= powers_of_ten[6 - std::clamp(decimals, 0, 6)];
  if (value > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(minus ? -value : value);
}

std::string micros_text(std::int64_t micros, int at_least_decimals) {
  auto magnitude = micros < 0 ? -static_cast<int128>(micros) : static_cast<int128>(micros);
  auto whole = static_cast<std::int64_t>(magnitude / micros_per_unit);
  auto fraction = fmt::format("{:06}", static_cast<std::int64_t>(magnitude % micros_per_unit));
  auto keep = static_cast<std::size_t>(std::clamp(at_least_decimals, 0, 6));
  while (fraction.size() > keep && fraction.back() == '0') fraction.pop_back();
  return fmt::format("{}{}{}{}", micros < 0 ? "-" : "", whole, fraction.empty() ? "" : ".", fraction);
}

std::optional<money> money::parse(std::string_view amount, currency in) {
  auto micros = parse_micros(amount);
  if (!micros) return std::nullopt;
  return money{*micros, in};
}

std::string money::amount() const { return micros_text(micros_, currency_.decimals()); }
std::string money::text() const { return amount() + " " + std::string{currency_.code()}; }
std::string money::rounded_text() const {
  return money{round_to(micros_, currency_.decimals(), rounding::half_up), currency_}.text();
}

std::vector<std::int64_t> split(std::int64_t whole_micros, std::span<const std::int64_t> weights) {
  int128 total = std::accumulate(weights.begin(), weights.end(), int128{0});
  ABONENT_ASSERT(total > 0 && std::all_of(weights.begin(), weights.end(), [](auto w) { return w >= 0; }));
  std::vector<std::int64_t> parts(weights.size());
  std::vector<std::pair<int128, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    int128 exact = static_cast<int128>(whole_micros) * weights[i];
    parts[i] = static_cast<std::int64_t>(exact / total);
    given += parts[i];
    int128 rest = exact % total;
    remainders.emplace_back(rest < 0 ? rest : -rest, i);  // ascending: the largest remainder first
  }
  std::stable_sort(remainders.begin(), remainders.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::int64_t left = whole_micros - given, step = left < 0 ? -1 : 1;
  for (std::size_t i = 0; left != 0; ++i, left -= step) parts[remainders[i].second] += step;
  return parts;
}

}  // namespace core
