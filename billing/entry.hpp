// One movement of one bucket: what every row of the ledger says, whatever its origin.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace billing {

enum class entry_kind { usage, top_up, adjustment, recurring_fee, one_time_fee, expiry, reversal, foreign };
BOOST_DESCRIBE_ENUM(entry_kind, usage, top_up, adjustment, recurring_fee, one_time_fee, expiry, reversal, foreign)

inline constexpr std::int64_t money_bucket = 0;  // the customer's money; others come with allowances

// A movement that is no usage. Usage rows are written by ingest, by COPY.
struct new_entry {
  core::customer_id customer;
  std::optional<core::subscriber_id> subscriber;
  entry_kind kind = entry_kind::adjustment;
  std::int64_t bucket = money_bucket;
  std::int64_t delta_micros = 0;  // what the customer has more; a charge is negative
  core::instant occurred_at;
  core::uuid reference;           // what caused it: the top-up, the charge of a fee
  std::optional<std::int32_t> terms_id;  // under what it was priced; see terms.hpp
};

// Where a row stands. Its text, `customer-pos-line`, is the id of a piece of usage outside.
struct entry_place {
  core::customer_id customer;
  std::int64_t pos = 0;
  std::int32_t line = 0;

  [[nodiscard]] std::string text() const;
  static std::optional<entry_place> parse(std::string_view text);
  friend bool operator==(const entry_place&, const entry_place&) = default;
};

}  // namespace billing
