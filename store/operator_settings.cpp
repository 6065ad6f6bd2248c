// The operator's settings of this process.
#include "store/operator_settings.hpp"

#include <stdexcept>

#include "core/zone.hpp"

namespace store {
namespace {

operator_settings& kept() {
  static operator_settings it;
  return it;
}

}  // namespace

void set_operator(operator_settings settings) {
  if (!core::zone::find(settings.time_zone)) throw std::invalid_argument{"there is no time zone " + settings.time_zone};
  kept() = std::move(settings);
}

const operator_settings& operator_now() { return kept(); }

}  // namespace store
