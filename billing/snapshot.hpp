// Generations of balances: every level at the lanes' positions of one moment, so that a balance is a short fold.
#pragma once

#include <cstdint>
#include <string>

#include "core/instant.hpp"
#include "db/copy_session.hpp"

namespace billing {

struct snapshot_limits {
  // Of sealed segments that hold rows after the head: about a million rows, which a start replays within seconds.
  std::int64_t news_bytes = 256 * 1024 * 1024;
  // And so many times the bytes of the standing generation: writing all balances must pay.
  std::int64_t times_levels = 2;
  // Few balances and many rows: then sooner, so that a reader folds some ten rows a customer (a row is four times a level).
  std::int64_t news_bytes_worth = 16 * 1024 * 1024;
  std::int64_t times_few_levels = 32;
};

// True when the sealed segments after the standing generation have grown past one of the limits.
bool snapshot_is_due(db::copy_session& on, const snapshot_limits& limits);

// Writes a new generation and flips the heads to it in one transaction; drops the generations nobody can see any more.
// False: another process does it.
bool take_snapshot(db::copy_session& on, core::instant now);

}  // namespace billing
