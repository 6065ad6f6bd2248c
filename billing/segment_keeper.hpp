// The life of segments: made ahead, opened, closed when full, sealed, merged eight at a time. Run by ledger_keeper.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/instant.hpp"
#include "db/copy_session.hpp"

namespace billing {

struct segment_limits {
  std::int64_t full_bytes = 16 * 1024 * 1024;   // about 100,000 rows: what a reader may have to scan without an index
  std::int64_t worth_sealing_bytes = 256 * 1024;  // below it a scan costs less than a table more
  std::chrono::seconds open_at_most{10};        // ... once it is worth it
  int ready_ahead = 2;
  int merge_at_once = 8;
  std::chrono::milliseconds lock_timeout{200};  // readers queue behind us that long at most; then we come again
};

// What a pass has done; all zero: nothing was due, or another process keeps the segments.
struct segments_kept {
  int made = 0, opened = 0, sealed = 0;
};
segments_kept keep_segments(db::copy_session& on, core::instant now, const segment_limits& limits);

// Merges the eight oldest sealed segments of one tier into one of the next, so that few stand: seven a tier.
// Each row is visible in exactly one place throughout. False: nothing was due, or it must wait for an old snapshot or a lock.
bool merge_segments(db::copy_session& on, const segment_limits& limits);

}  // namespace billing
