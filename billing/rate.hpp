// What one piece of usage costs by one tariff. Pure; explain.hpp runs the same code and says each step aloud.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "billing/civil_clock.hpp"
#include "billing/tariff.hpp"
#include "core/instant.hpp"

namespace billing {

struct usage_facts {
  catalog::service service = catalog::service::voice;
  catalog::direction direction = catalog::direction::originated;
  core::instant start;
  std::int64_t quantity = 0;          // seconds, messages, bytes
  std::int64_t amount_micros = 0;     // what somebody else charges for it: of content sold by a share
  std::string_view other_party;       // international digits, or a name: `112`, `voicemail`, an APN
  bool is_number = true;              // a whole E.164 number; what is none has no prefix: extension 301 is not Greece
  std::string_view network;           // MCC+MNC where it happened; empty: our own
  bool on_net = false;                // the other party is in our own network
  bool continues = false;             // of a session whose connect fee is charged already
  const civil_clock* zone = nullptr;  // the customer's; never null

  // Of what is there for a part of the cycle: the units move the counter whole and cost numerator / denominator of it.
  // Only such usage may be given back: a negative quantity, priced in the tiers it leaves; flat fees stay.
  std::int64_t part_numerator = 1, part_denominator = 1;
  bool for_a_part = false;
};

// What is left of an allowance when the usage begins. `which` counts catalog::tariff::allowances.
struct held_allowance {
  std::uint8_t which = 0;
  std::int64_t left = 0;  // units or micros
};

// What usage before this one left behind; see holdings.hpp. Nothing here is changed: rated says what is to be.
struct rating_state {
  std::span<const held_allowance> allowances = {};  // in the order in which they are used up
  std::span<const std::int64_t> counters = {};      // see compiled_tariff::counter_slots(); empty: all are 0
  std::int64_t spent_micros = 0;                    // in this cycle, of what a cycle's most and least hold for
};

// Why usage has no price: it goes to suspense under this name. Nothing used costs nothing, whatever the tariff says.
enum class rating_outcome : std::uint8_t {
  rated,
  no_section,      // the tariff does not sell this service, direction or network
  no_destination,  // no prefix fits the other party
  no_price_then,   // no time band holds at some instant of it
  out_of_range,    // quantity below zero or past 10^13, or a charge no bill can hold
};
std::string_view name_of(rating_outcome it);

struct used_allowance {
  std::uint8_t which = 0;
  std::uint8_t held = 0;    // its place in rating_state::allowances
  std::int64_t amount = 0;  // units or micros, at most what was left
};
constexpr std::size_t allowances_used_max = 8;  // by one piece of usage; catalog::read_tariff refuses more to a destination

struct rated {
  rating_outcome outcome = rating_outcome::no_section;
  std::uint32_t destination = prefix_table::none;  // compiled_tariff::destination_label()
  std::int64_t charge_micros = 0;
  std::int64_t billed_quantity = 0;  // after increments: 75 s at 30/6 are 78; what allowances covered is not in it
  std::int64_t covered_quantity = 0;
  std::int64_t covered_micros = 0;
  // What is to be added to the price's counter, if it has one: units and their greatest total, or events and their sum.
  std::uint32_t counter = prefix_table::none;
  std::int64_t counted = 0, counted_beside = 0;  // a total that only grows is its own greatest one
  std::uint8_t used_count = 0;
  std::array<used_allowance, allowances_used_max> used{};
};

constexpr std::int64_t quantity_max = 10'000'000'000'000;

rated rate(const compiled_tariff& by, const usage_facts& usage, const rating_state& state = {});

// What a cycle still costs when it ends: the flat fee of the first tier of every counter that did not move, and what is
// missing to the least.
std::int64_t settle_cycle(const compiled_tariff& by, const rating_state& at_the_end);

// The most that may be used for `balance_micros`, and what it costs. A tariff that disconnects at its cap allows no more
// than that.
struct affordable {
  rating_outcome outcome = rating_outcome::no_section;
  std::int64_t quantity = 0;
  std::int64_t charge_micros = 0;
};
affordable afford(const compiled_tariff& by, usage_facts usage, const rating_state& state, std::int64_t balance_micros);

}  // namespace billing
