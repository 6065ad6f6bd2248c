// An offering from its file's text.
#pragma once

#include "catalog/fields.hpp"
#include "catalog/offering.hpp"

namespace catalog {

// Notes every mistake; the offering is of use only when there are none.
offering read_offering(const node& of, mistakes& noted);

}  // namespace catalog
