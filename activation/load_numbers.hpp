// Brings numbers into stock, from a file with one a line or from a range the regulator assigned.
#pragma once

#include <istream>

#include "activation/load_report.hpp"
#include "core/identity.hpp"
#include "core/instant.hpp"
#include "core/numbering_plan.hpp"
#include "core/refusal.hpp"
#include "db/database.hpp"

namespace activation {

// Numbers in any way people write them; empty lines and lines that begin with # are passed over.
load_report load_numbers(db::access room, core::instant now, std::istream& file, const core::numbering_plan& plan);
// Both ends belong to the range. Refusal: number_range_wrong.
core::result<load_report> load_number_range(db::access room, core::instant now, const core::msisdn& first, const core::msisdn& last);

}  // namespace activation
