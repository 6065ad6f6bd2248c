// A tariff: what usage costs. The model only; it is read by catalog/read_tariff.hpp and compiled by billing/tariff.hpp.
// Money is whole micros for `per` units, so that 1 EUR per GiB is exact. Units: seconds of voice, messages, bytes.
// A price is one of three: steps of increments along the usage, tiers of a running total, a share of an amount.
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
  std::vector<std::chrono::month_day> dates;         // holidays; where there are any, weekdays do not count
  std::int32_t from_second = 0, to_second = 86'400;  // of the wall clock's day
  int weight = 0;
  std::vector<std::chrono::year_month_day> days_once = {};  // feasts that move; with `dates` or alone
  [[nodiscard]] bool is_holiday() const { return !dates.empty() || !days_once.empty(); }
  friend bool operator==(const time_band&, const time_band&) = default;
};

// Where digits are lost, and how.
struct rounding_rule {
  int decimals = 6;  // of the main unit
  core::rounding mode = core::rounding::half_up;
  friend bool operator==(const rounding_rule&, const rounding_rule&) = default;
};

// A stretch of a running total, from where the tier before it ends. `graduated`: each unit at the price of the tier it
// falls in, and a tier's flat fee once, when it is entered. `volume`: all units, and one flat fee, by the tier the total
// falls in: what was charged before is taken into account. Only whole blocks are sold, a started one counts.
struct tier {
  std::optional<std::int64_t> up_to = {};  // this total still belongs to it; nothing: without end
  std::int64_t flat_micros = 0;
  std::int64_t price_micros = 0;  // for `per` units
  std::int64_t per = 1;
  std::int64_t block = 1;
  friend bool operator==(const tier&, const tier&) = default;
};
enum class tier_rule { graduated, volume };

// A share of what somebody else charges: rate = numerator / denominator of the amount, and a fee an event. The first
// `free_events` are free and the first `free_amount` of their sum; without free_events that amount of every event's.
struct share {
  std::int64_t numerator = 0, denominator = 1;
  std::int64_t fee_micros = 0;
  std::int64_t free_events = 0, free_amount_micros = 0;  // 0: no such limit
  std::optional<std::int64_t> least_micros = {}, most_micros = {};  // of an event that is not free
  friend bool operator==(const share&, const share&) = default;
};

// What happens when usage has cost as much as it may. `disconnect` limits what is granted beforehand: what the network
// reports all the same is charged.
enum class past_cap { free_after, disconnect };
struct cap {
  std::int64_t micros = 0;
  past_cap then = past_cap::free_after;
  friend bool operator==(const cap&, const cap&) = default;
};

// What a destination costs while a band holds.
struct price {
  std::string band;                     // code of a time band; empty: always
  std::int64_t connect_fee_micros = 0;  // once, of the band the call begins in; never for zero quantity
  std::vector<rate_step> steps;         // by `from`, the first from 0
  tier_rule rule = tier_rule::graduated;
  std::vector<tier> tiers = {};         // instead of steps; ascending, the last one without end
  std::optional<share> of_amount = {};  // instead of steps
  std::string counter = {};             // whose total the tiers or the share go by; empty: each usage begins at 0
  std::optional<rounding_rule> rounding = {};  // instead of the section's
  std::optional<std::int64_t> least_micros = {};
  std::optional<cap> most = {};
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
  bool zero_rated = false;  // free, and no allowance is used up by it
  friend bool operator==(const destination&, const destination&) = default;
};

// One service in one direction, at home or in the networks named.
struct usage_section {
  service of = service::voice;
  direction way = direction::originated;
  std::vector<std::string> networks;  // prefixes of MCC+MNC, `*` for any foreign one; empty: our own network
  rounding_rule charge_rounding;      // of the whole charge
  std::optional<rounding_rule> increment_rounding;  // of one increment's price, before it is counted
  std::vector<destination> destinations;
  int unit_decimals = 0;  // quantities are whole numbers of 10^-n units: 0.5 units with one decimal are 5
  friend bool operator==(const usage_section&, const usage_section&) = default;
};

// Whose usage adds up, or uses up: one line's, or that of all lines of the customer.
enum class sharing { subscriber, customer };
std::optional<sharing> parse_sharing(std::string_view name);
std::string_view name_of(sharing it);

// A total that tiers go by. It begins at 0 with every billing cycle.
struct counter {
  std::string code;
  std::string label;
  sharing shared = sharing::subscriber;
  friend bool operator==(const counter&, const counter&) = default;
};

// Usage, or money for usage, that is paid for already. Units go before money; of either, those whose `priority` is lower
// go first, then those that expire earlier, then in the order written. What is over is priced as if it were alone, but
// without a connect fee.
struct allowance {
  std::string code;
  std::string label;
  service of = service::voice;
  std::vector<std::string> covers;  // destinations' codes; empty: every one of the service but zero-rated ones
  bool is_money = false;
  std::int64_t amount = 0;     // units or micros, for one validity
  std::int64_t increment = 1;  // it is used up in whole ones
  int priority = 0;
  sharing shared = sharing::subscriber;
  int days = 0;      // valid so long from the first use on; 0: for the billing cycle
  int rollover = 0;  // cycles that what is left of it lives on
  friend bool operator==(const allowance&, const allowance&) = default;
};

// Usage and what it must cost; kept beside the tariff and true before it is published.
struct truth {
  struct usage {
    service of = service::voice;
    direction way = direction::originated;
    core::instant start;
    std::int64_t quantity = 0;
    std::int64_t amount_micros = 0;
    std::string other_party, network;
    std::string zone;  // the customer's
    bool on_net = false;
    friend bool operator==(const usage&, const usage&) = default;
  };
  std::string name;
  std::vector<usage> usages;                               // of one line, one after the other
  std::vector<std::optional<std::int64_t>> charge_micros;  // of each; nothing: it has no price
  friend bool operator==(const truth&, const truth&) = default;
};

struct tariff {
  std::string code;
  int version = 1;
  std::string name;
  core::currency currency;
  core::period valid;  // usage that starts within it; a later version takes over where it begins
  std::vector<time_band> bands;
  std::vector<usage_section> sections;
  std::vector<counter> counters = {};
  std::vector<allowance> allowances = {};
  std::optional<std::int64_t> least_a_cycle_micros = {}, most_a_cycle_micros = {};  // of all usage of a line
  std::vector<truth> truths = {};
  friend bool operator==(const tariff&, const tariff&) = default;
};

}  // namespace catalog
