// Every "no" of the catalogue.
#pragma once

#include "core/refusal.hpp"

namespace catalog {

using core::refusal_kind;

inline constexpr core::refusal catalog_file_wrong{"catalog_file_wrong", refusal_kind::invalid,
                                                  "The catalogue file cannot be used."};
inline constexpr core::refusal version_published{
    "version_published", refusal_kind::conflict,
    "This version is already published with other content; a published version never changes."};
inline constexpr core::refusal version_in_the_past{
    "version_in_the_past", refusal_kind::refused,
    "A later version may not begin in the past: usage has been charged by the earlier one."};
inline constexpr core::refusal version_not_later{"version_not_later", refusal_kind::refused,
                                                 "A version must begin after the one before it."};
inline constexpr core::refusal tariff_unknown{"tariff_unknown", refusal_kind::not_found, "There is no such tariff."};
inline constexpr core::refusal offering_unknown{"offering_unknown", refusal_kind::not_found,
                                                "There is no such product offering."};
inline constexpr core::refusal currencies_differ{"currencies_differ", refusal_kind::refused,
                                                 "An offering and its tariff must be in one currency."};

}  // namespace catalog
