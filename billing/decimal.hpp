// Decimal numbers as they are written, exact: prices, quantities and amounts of truth cases. No floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/money.hpp"

namespace billing {

// digits / 10^scale, scale as small as it can be.
struct decimal {
  std::int64_t digits = 0;
  int scale = 0;
  friend bool operator==(const decimal&, const decimal&) = default;
};

// `0.5`, `-12`, `1e-06`, `2000000000.0`. At most 18 digits; finer than 10^-12 is rounded half up: no price is written so,
// only a quotient that somebody's program printed.
std::optional<decimal> parse_decimal(std::string_view text);

decimal operator*(const decimal& a, const decimal& b);
// In whole numbers of 10^-decimals, rounded half up where it is finer.
std::int64_t scaled(const decimal& it, int decimals);
inline std::int64_t micros_of(const decimal& it) { return scaled(it, 6); }

// The price `it` of `unit` as micros for `per` units.
struct micros_per {
  std::int64_t micros = 0, per = 1;
};
micros_per price_of(const decimal& it, std::int64_t unit);

}  // namespace billing
