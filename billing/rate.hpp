// What one piece of usage costs by one tariff. Pure; explain.hpp runs the same code and says each step aloud.
#pragma once

#include <cstdint>
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
  std::string_view other_party;       // international digits, or a name: `112`, `voicemail`, an APN
  bool is_number = true;              // a whole E.164 number; what is none has no prefix: extension 301 is not Greece
  std::string_view network;           // MCC+MNC where it happened; empty: our own
  bool on_net = false;                // the other party is in our own network
  const civil_clock* zone = nullptr;  // the customer's; never null
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

struct rated {
  rating_outcome outcome = rating_outcome::no_section;
  std::uint32_t destination = prefix_table::none;  // compiled_tariff::destination_label()
  std::int64_t charge_micros = 0;
  std::int64_t billed_quantity = 0;  // after increments: 75 s at 30/6 are 78
};

constexpr std::int64_t quantity_max = 10'000'000'000'000;

rated rate(const compiled_tariff& by, const usage_facts& usage);

}  // namespace billing
