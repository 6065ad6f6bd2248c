// osmo-hlr here or elsewhere, or no network at all.
#include "app/network.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/osmo_hlr/hlr_network.hpp"
#include "core/uuid.hpp"

namespace app {
network::network(const config& with, std::optional<std::string> known_hlr) {
  const auto& kind = with.activation.network;
  if (kind == "none") {
    port_ = std::make_unique<activation::no_network>();
  } else if (kind == "osmo_hlr") {
    address_ = with.activation.hlr_address;
  } else if (kind == "local_osmo_hlr") {
    if (!known_hlr || known_hlr->empty()) {
      settled_ = with.data_dir / "hlr";
      // Found again under the same name after a crash on the way.
      auto in_memory = std::filesystem::path{"/dev/shm"} / ("abonent-hlr-" + core::uuid::named(std::filesystem::absolute(with.data_dir).string()).text());
      bool is_new = !std::filesystem::exists(settled_ / "hlr.db") && std::filesystem::exists(in_memory.parent_path());
      local_ = std::make_unique<osmo_hlr::local_hlr>(is_new ? in_memory : settled_);
      known_hlr = local_->ip();
    }
    address_ = *known_hlr;
  } else {
    throw std::runtime_error{fmt::format("[activation] network = \"{}\": a provisioning system on the bus is reached by `abonent run` only", kind)};
  }
  if (!port_) {
    osmo_hlr::hlr_config config;
    config.at.ip = address_;
    port_ = std::make_unique<osmo_hlr::hlr_network>(config);
  }
  carrier_ = std::make_unique<activation::network_carrier>(*port_);
}

void network::settle() {
  if (local_ && local_->database().parent_path() != settled_) local_->move_to(settled_);
}

std::string network::hlr_address() const { return address_; }

activation::provision_config provision_rules(const config& with) {
  activation::provision_config out;
  out.retry.tries_max = with.activation.errand_tries;
  out.stock.quarantine = std::chrono::days{with.activation.number_quarantine_days};
  return out;
}

}  // namespace app
