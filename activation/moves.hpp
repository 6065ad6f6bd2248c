// States are a table: what is not listed is not permitted.
#pragma once

#include <cstddef>

namespace activation {

template <class State>
struct move {
  State from, to;
};

template <class State, std::size_t N>
constexpr bool permits(const move<State> (&table)[N], State from, State to) {
  for (const auto& each : table)
    if (each.from == from && each.to == to) return true;
  return false;
}

}  // namespace activation
