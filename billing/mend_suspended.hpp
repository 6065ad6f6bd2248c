// A suspended record that recycling alone will not help: a person says what it should have been, or that it is not to be
// charged. The record as it came stays; by whom and why stays with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bus/usage_sink.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/database.hpp"

namespace billing {

struct mending {
  std::optional<std::string> subscriber, other_party, network;
  std::optional<bus::usage_subscriber_kind> subscriber_kind;
  std::optional<core::instant> start;
  std::optional<std::int64_t> quantity;
  std::string by, because;
};

// Charges it as it should have been, as a record of SOURCE/mended: once, however often and wherever it is cut off. The
// answer says whether it was rated or waits again. Refused: suspended_record_gone, nothing_mended.
core::result<bus::usage_answer> mend_suspended(db::access billing, bus::usage_sink& to, core::instant now, std::int64_t suspense_id,
                                               const mending& as);

// It is not charged, for a reason. Refused: suspended_record_gone.
core::result<void> write_off_suspended(db::tx& t, core::instant now, std::int64_t suspense_id, std::string_view by, std::string_view because);

}  // namespace billing
