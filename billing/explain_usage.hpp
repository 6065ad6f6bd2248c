// Why a piece of usage cost what it cost: its raw record read again and rated again by the same code with the tariff
// version of that day.
#pragma once

#include <string>
#include <vector>

#include "billing/explain.hpp"
#include "billing/usage_list.hpp"
#include "bus/usage_sink.hpp"

namespace billing {

struct explained_usage {
  rated_usage usage;
  std::vector<explained_step> steps;
  bool agrees = true;  // false: what is known today (a number that was ported, say) would give another charge

  // The record as its element wrote it.
  std::string record_key, subscriber, other_party, network, charging_id;
  bus::usage_service service = bus::usage_service::unspecified;
  bus::usage_direction direction = bus::usage_direction::unspecified;
  core::instant start;
  std::int64_t quantity = 0;
};

}  // namespace billing
