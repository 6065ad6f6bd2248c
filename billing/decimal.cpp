// Text to digits and a scale, and back to whole numbers.
#include "billing/decimal.hpp"

#include <charconv>
#include <stdexcept>

namespace billing {
namespace {

constexpr int finest = 12;

core::int128 ten_to(int exponent) {
  core::int128 out = 1;
  for (; exponent > 0; --exponent) out *= 10;
  return out;
}

decimal made_of(core::int128 digits, int scale) {
  while (scale > 0 && digits % 10 == 0) digits /= 10, --scale;
  if (scale > finest) {
    auto lost = ten_to(std::min(scale - finest, 30));
    digits = (digits < 0 ? digits - lost / 2 : digits + lost / 2) / lost;
    return made_of(digits, finest);
  }
  if (scale < 0) digits *= ten_to(-scale), scale = 0;
  if (digits > INT64_MAX || digits < INT64_MIN) throw std::overflow_error{"a number does not fit"};
  return {static_cast<std::int64_t>(digits), scale};
}

}  // namespace

std::optional<decimal> parse_decimal(std::string_view text) {
  bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  int exponent = 0;
  if (auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    auto power = text.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc{} || end != power.data() + power.size() || exponent > 15 || exponent < -15) return std::nullopt;
    text = text.substr(0, e);
  }
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.size() > 30) return std::nullopt;
  core::int128 digits = 0;
  int scale = -1;
  for (char c : text) {
    if (c == '.' && scale < 0) {
      scale = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = digits * 10 + (c - '0');
    if (scale >= 0) ++scale;
  }
  scale = std::max(scale, 0) - exponent;
  if (digits > ten_to(30) || (scale < 0 && digits > ten_to(18 + scale))) return std::nullopt;
  auto out = made_of(minus ? -digits : digits, scale);
  return out;
}

decimal operator*(const decimal& a, const decimal& b) {
  return made_of(static_cast<core::int128>(a.digits) * b.digits, a.scale + b.scale);
}

std::int64_t scaled(const decimal& it, int decimals) {
  if (it.scale > decimals)
    return core::divide(it.digits, static_cast<std::int64_t>(ten_to(it.scale - decimals)), core::rounding::half_up);
  auto whole = it.digits * ten_to(decimals - it.scale);
  if (whole > INT64_MAX || whole < INT64_MIN) throw std::overflow_error{"a number does not fit"};
  return static_cast<std::int64_t>(whole);
}

micros_per price_of(const decimal& it, std::int64_t unit) {
  if (it.scale <= 6) return {scaled(it, 6), unit};
  return {it.digits, core::multiply_checked(unit, static_cast<std::int64_t>(ten_to(it.scale - 6)))};
}

}  // namespace billing
