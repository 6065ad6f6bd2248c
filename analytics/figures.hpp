// From parts to what a person reads: the one place where a business figure is divided and rounded.
#pragma once

#include <optional>
#include <string>

#include "analytics/definitions.hpp"
#include "core/money.hpp"

namespace analytics {

struct figure {
  std::optional<std::string> value;  // nothing: divided by an empty base, which is undefined and not 0
  std::string numerator;
  std::optional<std::string> denominator;  // only of a ratio
  friend bool operator==(const figure&, const figure&) = default;
};

// Money to the currency's decimals, half to even; a percentage to two decimals; lines as they are. Numerator and
// denominator are exact: revenue with as many decimals as it has, the average base to half a line.
figure figure_of(metric what, parts of, core::currency in);

// `EUR`, `lines`, `percent`.
std::string unit_text(metric what, core::currency in);

// By how many percent `now` is more than `before`, to one decimal; nothing when either is undefined or before is 0.
std::optional<std::string> change_percent(metric what, parts now, parts before);

}  // namespace analytics
