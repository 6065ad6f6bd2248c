// Why usage costs what it costs, in sentences a care agent can say. It is the rating code itself, run again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "billing/rate.hpp"

namespace billing {

struct explained_step {
  std::string title;                          // `Connect fee`
  std::string detail;                         // `0.02 EUR once, because the call was answered.`
  std::optional<std::int64_t> amount_micros;  // what this step added; nothing where it only chose
};

struct explanation {
  rated answer;  // equals rate() of the same usage
  std::vector<explained_step> steps;
};

explanation explain(const compiled_tariff& by, const usage_facts& usage, const rating_state& state = {});

}  // namespace billing
