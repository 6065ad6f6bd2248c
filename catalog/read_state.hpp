// Reads what a tariff remembers from one piece of usage to the next, and its truth cases; part of reading a tariff.
#pragma once

#include "catalog/fields.hpp"

namespace catalog {

std::vector<counter> read_counters(fields& in);
// After the sections: what an allowance covers must be there.
std::vector<allowance> read_allowances(fields& in, const tariff& so_far);
std::vector<truth> read_truths(fields& in);
// Prices name counters that are there, once each.
void expect_counters(fields& in, const tariff& read);

}  // namespace catalog
