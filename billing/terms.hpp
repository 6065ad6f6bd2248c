// What a ledger row was priced under: the offering and tariff of that day, and the group analytics counts it in.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "db/tx.hpp"

namespace billing {

struct terms {
  std::string offering_code;
  int offering_version = 0;
  std::string tariff_code;  // empty: a fee
  int tariff_version = 0;
  std::string tariff_group;
  bool scratch = false;
  friend auto operator<=>(const terms&, const terms&) = default;
};

// The id of these terms, written when they are new. Few in number and never changed.
std::int32_t terms_id(db::tx& t, const terms& of);

}  // namespace billing
