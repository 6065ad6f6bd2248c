// Errands for an outside provisioning system over the bus. It answers when it likes; what may have been sent already is
// asked for by its id, and sent again only when the system says that it has not seen it.
#pragma once

#include <atomic>
#include <string>

#include "activation/provision.hpp"
#include "bus/errands.hpp"
#include "core/instant.hpp"

namespace bus {
class provisioning_endpoint;
}

namespace activation {

// Made before the endpoint, which gives it the results; then told of the endpoint, through which it sends.
class bus_carrier final : public errand_carrier, public bus::errand_results {
 public:
  // `system`: the only one that is listened to.
  bus_carrier(db::access room, std::string system, provision_config config, const core::clock& time)
      : room_{room}, system_{std::move(system)}, config_{std::move(config)}, time_{&time} {}

  void send_through(bus::provisioning_endpoint& endpoint) { endpoint_ = &endpoint; }

  std::optional<network_answer> carry(const taken_errand& errand) override;
  void record_result(const bus::errand_result& what) override;
  void system_ready(std::string_view system) override;

 private:
  db::access room_;
  std::string system_;
  provision_config config_;
  const core::clock* time_;
  std::atomic<bus::provisioning_endpoint*> endpoint_{nullptr};
};

// What an outside system's word means to an errand.
network_answer answer_of(const bus::errand_result& result);

}  // namespace activation
