// Keys in force, read for the bus.
#include "store/bus_key_book.hpp"

#include "store/bus_key.hpp"

namespace store {

std::vector<bus::known_key> bus_key_book::keys() {
  auto in_force = room_.read([](db::tx& t) { return bus_keys_in_force(t); });
  std::vector<bus::known_key> out;
  for (auto& each : in_force) out.push_back({std::move(each.public_key), std::move(each.name), std::move(each.rights)});
  return out;
}

}  // namespace store
