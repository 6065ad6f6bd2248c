// Quantities as tariffs are written and charges are explained: `60`, `1 min`, `1 MiB`. Kept as whole seconds, messages,
// bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/tariff.hpp"

namespace catalog {

// A whole number, or one with a unit of the service: s, min, h; B, kB, MB, GB (thousands), KiB, MiB, GiB (1024).
std::optional<std::int64_t> parse_quantity(std::string_view text, service of);
// `75 s`, `1 message`, `3 MiB`; bytes take the largest unit that leaves no rest.
std::string quantity_text(std::int64_t quantity, service of);
// The same of 10^-decimals units: 5 with one decimal is `0.5 s`.
std::string quantity_text(std::int64_t quantity, service of, int decimals);

}  // namespace catalog
