// Fees: begun when a line is activated, charged by a scheduler when they fall due, settled when the line ends.
#pragma once

#include <cstddef>
#include <string>

#include "billing/charged.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "db/database.hpp"
#include "db/tx.hpp"

namespace billing {

// Notes the fees of the product that the line has at `at`, due at once. The same again changes nothing. Throws when the
// catalogue has no such offering or the account another currency: an event that cannot be acted on is parked.
void begin_fees(db::tx& t, core::instant at, core::customer_id customer, core::subscriber_id line,
                const std::string& tariff_group, bool scratch);

// The line's fees end: what is charged beyond `at` will be credited, what is not yet charged will be. `but_product`:
// the product it has from now on keeps its own.
void end_fees(db::tx& t, core::instant at, core::customer_id customer, core::subscriber_id line,
              std::int64_t but_product = 0);

// One chunk of what is due, in one transaction: at most `most` charges. Answers how many fees were looked at; 0:
// nothing is due. Killed at any instant it leaves whole chunks; two at once share the work. Each (product, price,
// period) is charged once, by the database's word.
std::size_t charge_fees(db::access billing, core::instant now, std::size_t most = 200, const tell_charged& tell = {});

}  // namespace billing
