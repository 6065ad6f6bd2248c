// From an errand to a wish of the port.
#include "activation/errand_carrier.hpp"

#include <exception>

#include "core/log.hpp"

namespace activation {

network_answer network_carrier::ask(const taken_errand& errand) {
  if (!errand.imsi) {
    if (errand.login) return {network_outcome::done, {}};
    return {network_outcome::refused, "errand_without_card"};
  }
  bool about_number = errand.action == errand_action::give_number || errand.action == errand_action::take_number;
  if (about_number && !errand.msisdn) return {network_outcome::refused, "errand_without_number"};
  switch (errand.action) {
    case errand_action::switch_on: return network_->switch_on(*errand.imsi);
    case errand_action::switch_off: return network_->switch_off(*errand.imsi);
    case errand_action::give_number: return network_->give_number(*errand.imsi, *errand.msisdn);
    case errand_action::take_number: return network_->take_number(*errand.imsi, *errand.msisdn);
  }
  return {network_outcome::refused, "errand_of_no_kind"};
}

std::optional<network_answer> network_carrier::carry(const taken_errand& errand) {
  try {
    return ask(errand);
  } catch (const std::exception& what) {
    core::log::warn("room=activation errand={} action={} threw: {}", errand.errand_id.text(), db::text<errand_action>::to(errand.action),
                    what.what());
    return network_answer{network_outcome::unknown, "network_failed"};
  }
}

}  // namespace activation
