// A customer's months: from bill day to bill day. A month shorter than the bill day bills on its last day.
#pragma once

#include "core/zone.hpp"

namespace billing {

struct date_span {  // half-open
  core::civil_date from, to;
  [[nodiscard]] int days() const {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
  }
  friend bool operator==(const date_span&, const date_span&) = default;
};

// The cycle that holds `day`; bill_day 1..31. Cycles follow each other without a gap.
date_span cycle_of(core::civil_date day, int bill_day);

}  // namespace billing
