// Generations of balances: every level at the lanes' positions of one moment, so that a balance is a short fold.
#pragma once

#include <cstdint>
#include <string>

#include "core/instant.hpp"
#include "db/copy_session.hpp"

namespace billing {

struct snapshot_limits {
  std::int64_t news_bytes = 64 * 1024 * 1024;  // of segments that hold rows after the head: about 400,000 rows
};

// True when the sealed segments after the standing generation have grown past the limit.
bool snapshot_is_due(db::copy_session& on, const snapshot_limits& limits);

// Writes a new generation and flips the heads to it in one transaction; drops the generations nobody can see any more.
// False: another process does it.
bool take_snapshot(db::copy_session& on, core::instant now);

}  // namespace billing
