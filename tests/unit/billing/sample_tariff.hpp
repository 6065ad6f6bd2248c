// Small tariffs written by hand, for the tests of rating.
#pragma once

#include <map>

#include "billing/rate.hpp"

namespace billing_test {

inline catalog::rate_step step(std::int64_t from, std::int64_t increment, std::string_view price, std::int64_t per) {
  return {from, increment, core::parse_micros(price).value(), per};
}

inline catalog::price always(std::string_view connect_fee, std::vector<catalog::rate_step> steps) {
  return {"", core::parse_micros(connect_fee).value(), std::move(steps)};
}

// One voice section to every number.
inline catalog::tariff voice_tariff(std::vector<catalog::price> prices, catalog::rounding_rule rounded = {}) {
  catalog::tariff out{"test", 1, "Test tariff", *core::currency::parse("EUR"), {}, {}, {}};
  catalog::usage_section section;
  section.charge_rounding = rounded;
  section.destinations.push_back({"any", "Anywhere", {"*"}, {}, false, std::move(prices), {}});
  out.sections.push_back(std::move(section));
  return out;
}

inline core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

inline const billing::civil_clock& clock_of(std::string_view zone) {
  static std::map<std::string, billing::civil_clock, std::less<>> known;
  auto it = known.find(zone);
  if (it == known.end()) it = known.emplace(zone, core::zone::find(zone).value()).first;
  return it->second;
}

inline billing::usage_facts call(std::string_view start, std::int64_t seconds, std::string_view to = "79161234567",
                                 std::string_view zone = "Etc/UTC") {
  billing::usage_facts out;
  out.start = at(start);
  out.quantity = seconds;
  out.other_party = to;
  out.zone = &clock_of(zone);
  return out;
}

}  // namespace billing_test
