// What a running total costs by tiers, and one more piece of it.
#pragma once

#include <algorithm>

#include "billing/rate.hpp"

namespace billing::detail {

// What tiers say of one more piece of usage. Exact: micros times the section's denominator.
struct tiered {
  core::int128 units = 0;  // of the units that are new; of all of them by volume
  core::int128 flats = 0;
};

inline std::int64_t blocks_begun(std::int64_t units, std::int64_t block) {
  return units <= 0 ? 0 : (units + block - 1) / block;
}

// From the total `before` to `after`, which may be less; `highest` it has been. A flat fee is due when a tier is entered
// for the first time, the first tier's with the first unit.
template <class Sink>
tiered by_graduated(const compiled_tariff& by, const compiled_tariff::section& in, const compiled_tariff::priced& price,
                    std::int64_t before, std::int64_t after, std::int64_t highest, Sink& sink) {
  tiered out;
  for (std::uint32_t i = 0; i < price.count; ++i) {
    const auto& tier = by.tier_at(price.first + i);
    auto begin = std::clamp(before, tier.from, tier.to) - tier.from, end = std::clamp(after, tier.from, tier.to) - tier.from;
    bool entered = highest <= tier.from && after > tier.from;
    if (begin == end && !entered) continue;
    auto blocks = blocks_begun(end, tier.block) - blocks_begun(begin, tier.block);
    out.units += tier.charge * blocks;
    if (entered) out.flats += tier.flat;
    sink.tier(in, price, i, end - begin, blocks, entered);
  }
  return out;
}

inline std::uint32_t tier_of(const compiled_tariff& by, const compiled_tariff::priced& price, std::int64_t total) {
  std::uint32_t i = 0;
  while (i + 1 < price.count && total > by.tier_at(price.first + i).to) ++i;
  return i;
}

// The whole total by the tier it falls in.
template <class Sink>
tiered by_volume(const compiled_tariff& by, const compiled_tariff::section& in, const compiled_tariff::priced& price,
                 std::int64_t total, Sink& sink) {
  auto i = tier_of(by, price, total);
  const auto& tier = by.tier_at(price.first + i);
  auto blocks = blocks_begun(total, tier.block);
  sink.tier(in, price, i, total, blocks, true);
  return {tier.charge * blocks, tier.flat};
}

}  // namespace billing::detail
