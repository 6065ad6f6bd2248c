// What real usage would have cost by a draft tariff: who pays less, who pays more, and what it does to revenue.
#pragma once

#include <string>
#include <vector>

#include "core/ids.hpp"

namespace billing {

// One line's usage in the time asked about, as it was charged and as the draft would charge it.
struct simulated_line {
  core::customer_id customer;
  core::subscriber_id subscriber;
  std::int64_t records = 0;
  std::int64_t charged_micros = 0;  // of the records the draft has a price for
  std::int64_t draft_micros = 0;
};

struct simulation {
  std::vector<simulated_line> lines;  // that used anything, by customer
  std::int64_t without_price = 0;     // records the draft has no price for: they are in neither sum
  std::int64_t not_found = 0;         // records whose line or raw bytes are not known any more
  [[nodiscard]] std::int64_t charged_micros() const;
  [[nodiscard]] std::int64_t draft_micros() const;
};

}  // namespace billing
