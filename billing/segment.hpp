// Where ledger rows land: the one open segment, and the promise that it takes no row after it was closed.
#pragma once

#include <cstdint>
#include <string>

#include "db/tx.hpp"

namespace billing {

// The segment that takes rows, held open until this transaction ends: closing it waits for us.
std::int64_t claim_segment(db::tx& t);
// Its table: `billing.ledger_7`.
std::string segment_table(std::int64_t segment_id);

}  // namespace billing
