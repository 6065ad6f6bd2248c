// The network that activation's errands go to, as the configuration says.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "activation/errand_carrier.hpp"
#include "activation/provision.hpp"
#include "adapters/osmo_hlr/local_hlr.hpp"
#include "app/config.hpp"

namespace app {

class network {
 public:
  // `known_hlr`: where the HLR of a running program listens; without it `local_osmo_hlr` starts one of our own. A local
  // one that is new keeps its database in memory until settle(): osmo-hlr syncs every single write, and a demo loads thousands.
  network(const config& with, std::optional<std::string> known_hlr);
  [[nodiscard]] activation::network_port& port() { return *port_; }
  [[nodiscard]] activation::errand_carrier& carrier() { return *carrier_; }
  [[nodiscard]] std::string hlr_address() const;  // empty: there is none
  void settle();

 private:
  std::unique_ptr<osmo_hlr::local_hlr> local_;
  std::filesystem::path settled_;  // where a local HLR's database belongs
  std::string address_;
  std::unique_ptr<activation::network_port> port_;
  std::unique_ptr<activation::network_carrier> carrier_;
};

// How errands are carried: tries and the rest of a number, as the configuration says.
activation::provision_config provision_rules(const config& with);

}  // namespace app
