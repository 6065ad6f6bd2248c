// Reads one price of a destination; part of reading a tariff.
#pragma once

#include "catalog/fields.hpp"

namespace catalog {

price read_price(const node& of, service kind, mistakes& noted);

// The smallest fraction of a micro that a section's prices share is what billing adds up in: false when it is too fine.
bool have_denominator(const usage_section& in);

}  // namespace catalog
