// Money is ordered in 64 fixed lanes by the paying customer; what is shared never leaves one customer.
#pragma once

#include <cstdint>

#include "core/ids.hpp"

namespace billing {

inline constexpr int lane_count = 64;

// The same fold as billing.lane_of() in the database; a test holds the two together.
constexpr std::int16_t lane_of(core::customer_id customer) {
  auto it = customer.value();
  return static_cast<std::int16_t>((it ^ (it >> 6) ^ (it >> 12)) & (lane_count - 1));
}

}  // namespace billing
