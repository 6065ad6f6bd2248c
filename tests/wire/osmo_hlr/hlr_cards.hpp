// Cards and numbers for the tests against a real osmo-hlr.
#pragma once

#include <string>

#include "activation/network_port.hpp"
#include "adapters/osmo_hlr/hlr_network.hpp"
#include "tests/osmo_hlr_server.hpp"

namespace tests {

inline core::imsi card(int n) { return *core::imsi::parse("0010100000" + std::to_string(10'000 + n)); }
inline core::msisdn number(int n) { return *core::msisdn::parse("4917000" + std::to_string(10'000 + n)); }

inline activation::card_keys keys(char digit = 'a') {
  return {activation::card_algorithm::milenage, *activation::secret_key::parse(std::string(32, digit)),
          *activation::secret_key::parse(std::string(32, '5'))};
}

inline osmo_hlr::hlr_config to(const osmo_hlr_server& hlr) {
  return {{hlr.ip(), 4259, 4258}, {std::chrono::milliseconds{300}, std::chrono::milliseconds{300}}, 3, std::chrono::milliseconds{5}};
}

inline bool is_done(const activation::network_answer& answer) { return answer.outcome == activation::network_outcome::done; }
inline bool is_refused(const activation::network_answer& answer, std::string_view why) {
  return answer.outcome == activation::network_outcome::refused && answer.reason == why;
}

}  // namespace tests
