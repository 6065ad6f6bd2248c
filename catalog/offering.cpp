// Names of the words an offering is written in.
#include "catalog/offering.hpp"

#include "core/assert.hpp"

namespace catalog {

std::int64_t offering::monthly_fee_micros() const {
  std::int64_t sum = 0;
  for (const auto& each : prices)
    if (each.kind == price_kind::monthly) sum = core::add_checked(sum, each.amount_micros);
  return sum;
}

std::string_view name_of(offering_kind it) {
  switch (it) {
    case offering_kind::mobile:
      return "mobile";
    case offering_kind::fixed:
      return "fixed";
  }
  ABONENT_ASSERT(false);
}

std::string_view name_of(offering_pays it) {
  switch (it) {
    case offering_pays::prepaid:
      return "prepaid";
    case offering_pays::postpaid:
      return "postpaid";
  }
  ABONENT_ASSERT(false);
}

std::string_view name_of(price_kind it) {
  switch (it) {
    case price_kind::one_time:
      return "one_time";
    case price_kind::monthly:
      return "monthly";
  }
  ABONENT_ASSERT(false);
}

std::string_view name_of(proration it) {
  switch (it) {
    case proration::by_day:
      return "by_day";
    case proration::full:
      return "full";
    case proration::none:
      return "none";
  }
  ABONENT_ASSERT(false);
}

}  // namespace catalog
