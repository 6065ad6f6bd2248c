// Keeps the ledger quick: segments made ahead and sealed, merged, and generations of balances. Correctness never waits
// for it; without it reading only becomes slow. Several programs may run one: they take turns.
#pragma once

#include "billing/segment_keeper.hpp"
#include "billing/snapshot.hpp"
#include "core/instant.hpp"
#include "db/copy_session.hpp"

namespace billing {

class ledger_keeper {
 public:
  explicit ledger_keeper(const db::database_config& in, segment_limits segments = {}, snapshot_limits snapshots = {});

  // Two works for two threads, each called about once a second: what they do takes from milliseconds to minutes, and
  // a merge must not keep the open segment from being closed. True: there may be more to do at once.
  bool keep_segments(core::instant now);
  bool keep_balances(core::instant now);  // merges and generations

 private:
  segment_limits segment_limits_;
  snapshot_limits snapshot_limits_;
  db::copy_session segments_, balances_;
};

}  // namespace billing
