// How people and network elements in one country write numbers, and the one E.164 form that is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity.hpp"

namespace core {

// The operator's own plan. Russia: {"7", "8", "810", {10}, 10-digit nationals}; Poland: {"48", "", "00", {9}}.
struct numbering_plan {
  std::string country_code;            // `7`, `48`, `44`
  std::string national_prefix;         // dialled before a national number; empty where there is none
  std::string international_prefix;    // `810`, `00`
  std::vector<std::size_t> national_lengths;  // digits of a national significant number

  // A number typed or sent in any way: `+7 (916) 555-01-42`, `8 916 555 01 42`, `00 7 916...`, `9165550142`.
  // Nothing when it is no subscriber number (too short, letters, a service code such as `112`).
  [[nodiscard]] std::optional<msisdn> normalise(std::string_view typed) const;
  // How the country writes it: `8 916 555-01-42`; foreign numbers with `+`.
  [[nodiscard]] std::string shown(const msisdn& number) const;
};

}  // namespace core
