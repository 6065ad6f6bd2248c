// Two connections, because each work waits for locks of its own.
#include "billing/ledger_keeper.hpp"

namespace billing {
namespace {

// Building an index over a month takes longer than any query of a desk may.
db::database_config without_timeout(db::database_config it) {
  it.statement_timeout = std::chrono::milliseconds{0};
  return it;
}

}  // namespace

ledger_keeper::ledger_keeper(const db::database_config& in, segment_limits segments, snapshot_limits snapshots)
    : segment_limits_{segments}, snapshot_limits_{snapshots}, segments_{without_timeout(in), "billing"}, balances_{without_timeout(in), "billing"} {}

bool ledger_keeper::keep_segments(core::instant now) { return billing::keep_segments(segments_, now, segment_limits_).sealed > 0; }

bool ledger_keeper::keep_balances(core::instant now) {
  bool merged = merge_segments(balances_, segment_limits_);
  bool taken = snapshot_is_due(balances_, snapshot_limits_) && take_snapshot(balances_, now);
  return merged || taken;
}

}  // namespace billing
