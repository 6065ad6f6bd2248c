// osmo-hlr here or elsewhere, or no network at all.
#include "app/network.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/osmo_hlr/hlr_network.hpp"

namespace app {
namespace {

// An operator that has no element of its own to drive: whatever is wished for is so.
class no_network final : public activation::network_port {
  activation::network_answer load_card(const core::imsi&, const activation::card_keys&) override { return done; }
  activation::network_answer switch_on(const core::imsi&) override { return done; }
  activation::network_answer switch_off(const core::imsi&) override { return done; }
  activation::network_answer give_number(const core::imsi&, const core::msisdn&) override { return done; }
  activation::network_answer take_number(const core::imsi&, const core::msisdn&) override { return done; }
  std::optional<activation::network_line> read_line(const core::imsi&) override { return std::nullopt; }
  const activation::network_answer done{activation::network_outcome::done, ""};
};

}  // namespace

network::network(const config& with, std::optional<std::string> known_hlr) {
  const auto& kind = with.activation.network;
  if (kind == "none") {
    port_ = std::make_unique<no_network>();
    return;
  }
  if (kind == "osmo_hlr") {
    address_ = with.activation.hlr_address;
  } else if (kind == "local_osmo_hlr") {
    if (!known_hlr || known_hlr->empty()) {
      local_ = std::make_unique<osmo_hlr::local_hlr>(with.data_dir / "hlr");
      known_hlr = local_->ip();
    }
    address_ = *known_hlr;
  } else {
    throw std::runtime_error{fmt::format("[activation] network = \"{}\": a provisioning system on the bus is reached by `abonent run` only", kind)};
  }
  osmo_hlr::hlr_config config;
  config.at.ip = address_;
  port_ = std::make_unique<osmo_hlr::hlr_network>(config);
}

std::string network::hlr_address() const { return address_; }

}  // namespace app
