// Offsets from 2000 to 2100 laid out; what lies outside is asked of the zone itself.
#include "billing/civil_clock.hpp"

#include <algorithm>

namespace billing {
namespace {

constexpr std::int64_t first_second = 946'684'800;   // 2000-01-01T00:00Z
constexpr std::int64_t last_second = 4'102'444'800;  // 2100-01-01T00:00Z

civil_clock::span ask(const core::zone& zone, std::int64_t utc_second) {
  auto it = zone.offset_at(core::instant::from_seconds(utc_second));
  return {it.offset.count() / 1'000'000, it.to.micros() / 1'000'000};
}

}  // namespace

civil_clock::civil_clock(core::zone in) : zone_{in} {
  for (auto second = first_second; second < last_second; second = spans_.back().to) {
    from_.push_back(second);
    spans_.push_back(ask(zone_, second));
  }
}

civil_clock::span civil_clock::at(std::int64_t utc_second) const {
  if (utc_second < first_second || utc_second >= last_second) return ask(zone_, utc_second);
  auto after = std::upper_bound(from_.begin(), from_.end(), utc_second);
  return spans_[static_cast<std::size_t>(after - from_.begin()) - 1];
}

}  // namespace billing
