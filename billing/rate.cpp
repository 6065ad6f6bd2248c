// Rating without a listener.
#include "billing/rate.hpp"

#include "billing/rate_walk.hpp"
#include "core/assert.hpp"

namespace billing {

rated rate(const compiled_tariff& by, const usage_facts& usage) {
  silent nobody;
  return walk(by, usage, nobody);
}

std::string_view name_of(rating_outcome it) {
  switch (it) {
    case rating_outcome::rated:
      return "rated";
    case rating_outcome::no_section:
      return "no_section";
    case rating_outcome::no_destination:
      return "no_destination";
    case rating_outcome::no_price_then:
      return "no_price_then";
    case rating_outcome::out_of_range:
      return "out_of_range";
  }
  ABONENT_ASSERT(false);
}

}  // namespace billing
