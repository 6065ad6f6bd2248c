// Writing to the ledger from a verb: top-ups, fees, adjustments. Usage goes through ingest, which does the same by COPY.
// The ledger is the truth; a balance is a fold over it (docs/decisions: the ledger).
#pragma once

#include <span>
#include <vector>

#include "billing/entry.hpp"
#include "billing/terms.hpp"
#include "db/tx.hpp"

namespace billing {

struct written_entry {
  entry_place place;
  std::int64_t before_micros = 0;  // in its bucket
  std::int64_t after_micros = 0;
};

// Adds the movements to the ledger, in the order given, and moves their lanes. It holds the lanes' locks until the
// transaction ends, so a verb calls it once and last. Answers one place for each movement.
std::vector<written_entry> record_entries(db::tx& t, core::instant now, std::span<const new_entry> entries);

// What the customer owes for something that is no usage: fees and their kin. `amount_micros` is positive for a charge.
struct new_charge {
  core::customer_id customer;
  core::subscriber_id subscriber;
  entry_kind kind = entry_kind::recurring_fee;
  std::int64_t amount_micros = 0;  // net of tax, in the account's currency
  core::instant occurred_at;
  core::uuid reference;  // the charge's own id, made by the caller
  terms under;           // tariff_code empty, version 0
};
std::vector<written_entry> record_charges(db::tx& t, core::instant now, std::span<const new_charge> charges);

// The pure middle of record_entries: positions and levels for movements, given what is there.
struct bucket_level {
  core::customer_id customer;
  std::int64_t bucket = 0;
  std::int64_t level_micros = 0;
};
struct lane_position {
  std::int16_t lane = 0;
  std::int64_t pos = 0;
};
std::vector<written_entry> decide_places(std::span<const new_entry> entries, std::span<const lane_position> lanes,
                                         std::span<const bucket_level> levels);

}  // namespace billing
