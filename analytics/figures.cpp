// Exact division in whole numbers: no figure passes through floating point.
#include "analytics/figures.hpp"

#include "core/assert.hpp"

namespace analytics {
namespace {

constexpr std::int64_t micro = 1'000'000;
constexpr core::rounding to_even = core::rounding::half_even;

std::int64_t power_of_ten(int exponent) {
  std::int64_t out = 1;
  while (exponent-- > 0) out *= 10;
  return out;
}

// 2 * numerator * times / halves, to a whole number: the average base is half of `halves`.
std::int64_t ratio(parts of, std::int64_t times) {
  return core::divide(static_cast<core::int128>(of.numerator) * 2 * times, of.denominator_halves, to_even);
}

std::string money_ratio(parts of, core::currency in) {
  std::int64_t step = power_of_ten(6 - in.decimals());
  std::int64_t minor = core::divide(static_cast<core::int128>(of.numerator) * 2, core::multiply_checked(of.denominator_halves, step), to_even);
  return core::micros_text(core::multiply_checked(minor, step), in.decimals());
}

}  // namespace

figure figure_of(metric what, parts of, core::currency in) {
  const auto unit_of = definition_of(what).in;
  figure out;
  out.numerator = unit_of == unit::money ? core::micros_text(of.numerator, in.decimals()) : std::to_string(of.numerator);
  if (!is_ratio(what)) {
    out.value = unit_of == unit::money ? core::micros_text(core::round_to(of.numerator, in.decimals(), to_even), in.decimals())
                                       : out.numerator;
    return out;
  }
  out.denominator = core::micros_text(core::multiply_checked(of.denominator_halves, micro / 2), 0);
  if (of.denominator_halves <= 0) return out;
  out.value = unit_of == unit::money ? money_ratio(of, in) : core::micros_text(ratio(of, 10'000) * (micro / 100), 2);
  return out;
}

std::string unit_text(metric what, core::currency in) {
  switch (definition_of(what).in) {
    case unit::money: return std::string{in.code()};
    case unit::lines: return "lines";
    case unit::percent: return "percent";
  }
  ABONENT_ASSERT(false);
}

std::optional<std::string> change_percent(metric what, parts now, parts before) {
  // now / before - 1, each a fraction whose denominator is 1 where the metric is no ratio.
  core::int128 up = static_cast<core::int128>(now.numerator), down = static_cast<core::int128>(before.numerator);
  if (is_ratio(what)) {
    if (now.denominator_halves <= 0 || before.denominator_halves <= 0) return std::nullopt;
    up *= before.denominator_halves;
    down *= now.denominator_halves;
  }
  if (down <= 0) return std::nullopt;
  // Revenue in micros times a base in the millions leaves the divisor too wide for core::divide: shorten both alike.
  while (down > INT64_MAX) {
    up /= 2;
    down /= 2;
  }
  return core::micros_text(core::divide((up - down) * 1000, static_cast<std::int64_t>(down), to_even) * (micro / 10), 1);
}

}  // namespace analytics
