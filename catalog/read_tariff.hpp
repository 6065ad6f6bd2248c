// A tariff from its file's text. What it refuses can never reach billing::compiled_tariff.
#pragma once

#include "catalog/fields.hpp"
#include "catalog/tariff.hpp"

namespace catalog {

// Notes every mistake; the tariff is of use only when there are none.
tariff read_tariff(const node& of, mistakes& noted);

}  // namespace catalog
