// Wall-clock time of one zone, with its offsets laid out beforehand: the hot path asks it once a call.
#pragma once

#include <cstdint>
#include <vector>

#include "core/zone.hpp"

namespace billing {

class civil_clock {
 public:
  explicit civil_clock(core::zone in);

  // The seconds to add to UTC at `utc_second`, and until when they hold.
  struct span {
    std::int64_t offset;
    std::int64_t to;  // UTC second; another offset holds from here
  };
  [[nodiscard]] span at(std::int64_t utc_second) const;
  [[nodiscard]] const core::zone& zone() const { return zone_; }

 private:
  core::zone zone_;
  std::vector<std::int64_t> from_;  // ascending; the spans of the years we bill
  std::vector<span> spans_;
};

}  // namespace billing
