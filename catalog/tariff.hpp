// A tariff: what usage costs. The model only; it is read by catalog/read_tariff.hpp and compiled by billing/tariff.hpp.
// Money is whole micros for `per` units, so that 1 EUR per GiB is exact. Units: seconds of voice, messages, bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "core/money.hpp"

namespace catalog {

enum class service { voice, sms, data, content };
enum class direction { originated, terminated };

std::optional<service> parse_service(std::string_view name);
std::string_view name_of(service it);
std::optional<direction> parse_direction(std::string_view name);
std::string_view name_of(direction it);

// From `from` units into the call on, billed in whole increments; an increment belongs to the step it begins in.
struct rate_step {
  std::int64_t from = 0;
  std::int64_t increment = 1;
  std::int64_t price_micros = 0;  // for `per` units
  std::int64_t per = 1;
  friend bool operator==(const rate_step&, const rate_step&) = default;
};

// When a price holds, in the customer's own zone: [from, to) on these weekdays, or on these dates of every year.
// Where several hold, the heavier wins, then the one that began later in the day, then the one listed first.
struct time_band {
  std::string code;
  std::string label;
  std::uint8_t weekdays = 0b1111111;                 // bit 0: Monday
  std::vector<std::chrono::month_day> dates;         // holidays; when given, weekdays do not count
  std::int32_t from_second = 0, to_second = 86'400;  // of the wall clock's day
  int weight = 0;
  friend bool operator==(const time_band&, const time_band&) = default;
};

// What a destination costs while a band holds.
struct price {
  std::string band;                     // code of a time band; empty: always
  std::int64_t connect_fee_micros = 0;  // once, of the band the call begins in; never for zero quantity
  std::vector<rate_step> steps;         // by `from`, the first from 0
  friend bool operator==(const price&, const price&) = default;
};

// Where usage goes. The longest prefix wins; `*` is any other party at all.
struct destination {
  std::string code;
  std::string label;
  std::vector<std::string> prefixes;  // international digits
  std::vector<std::string> names;     // other parties that are no numbers: `voicemail`, an APN
  bool on_net = false;                // every number of our own network, whatever its prefix
  std::vector<price> prices;
  std::optional<std::int64_t> max_charge_micros;  // one call never costs more
  friend bool operator==(const destination&, const destination&) = default;
};

// Where digits are lost, and how.
struct rounding_rule {
  int decimals = 6;  // of the main unit
  core::rounding mode = core::rounding::half_up;
  friend bool operator==(const rounding_rule&, const rounding_rule&) = default;
};

// One service in one direction, at home or in the networks named.
struct usage_section {
  service of = service::voice;
  direction way = direction::originated;
  std::vector<std::string> networks;  // prefixes of MCC+MNC, `*` for any foreign one; empty: our own network
  rounding_rule charge_rounding;      // of the whole charge
  std::optional<rounding_rule> increment_rounding;  // of one increment's price, before it is counted
  std::vector<destination> destinations;
  friend bool operator==(const usage_section&, const usage_section&) = default;
};

struct tariff {
  std::string code;
  int version = 1;
  std::string name;
  core::currency currency;
  core::period valid;  // usage that starts within it; a later version takes over where it begins
  std::vector<time_band> bands;
  std::vector<usage_section> sections;
  friend bool operator==(const tariff&, const tariff&) = default;
};

}  // namespace catalog
