// The demo operator: a town of subscribers with half a year behind them, and light traffic that keeps it alive.
#pragma once

#include <memory>

#include "activation/network_port.hpp"
#include "app/bus_door.hpp"
#include "app/config.hpp"
#include "app/installation.hpp"
#include "core/instant.hpp"

namespace app::demo {

// What the demo uses of the running operator: the same doors as anybody else.
struct operator_doors {
  installation& here;
  activation::network_port& network;
  bus_door& bus;
  const config& settings;
  const core::clock& clock;
  std::string usage_address;
};

// Sells, uses, pays and leaves, each at its own time in the past, through the verbs and the usage endpoint. Says how far
// it is. Killed on the way it goes on where it was: every fact has an id made from its name. Done once, it is a no-op.
void load_history(const operator_doors& at, std::size_t lines);

// A network element that reports some calls every second, people who top up, and now and then somebody who comes or
// leaves; until it is destroyed.
class traffic {
 public:
  explicit traffic(const operator_doors& at);
  ~traffic();

 private:
  struct works;
  std::unique_ptr<works> works_;
};

}  // namespace app::demo
