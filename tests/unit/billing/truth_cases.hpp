// What given tariffs and usage must cost, as other rating systems' tests state it: numbers only, in our own form.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/tariff.hpp"

namespace billing_test {

struct truth_case {
  std::string_view name;
  catalog::tariff tariff;
  std::string_view start;
  std::int64_t quantity;
  catalog::service service;
  std::string_view other_party;
  std::string_view charge;  // empty: no price applies
};

std::vector<truth_case> truth_cases();

}  // namespace billing_test
