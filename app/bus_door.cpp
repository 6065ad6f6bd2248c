// Keys from the store, keys of this process, and the door itself.
#include "app/bus_door.hpp"

#include "store/bus_key.hpp"

namespace app {
namespace {

bus::key_pair keys_in(const std::filesystem::path& file) {
  std::filesystem::create_directories(file.parent_path());
  return bus::read_or_make_key_file(file).value();
}

}  // namespace

std::vector<bus::known_key> store_bus_keys::keys() {
  std::vector<bus::known_key> out;
  for (auto& each : store_.read([](db::tx& t) { return store::bus_keys_in_force(t); }))
    out.push_back({std::move(each.public_key), std::move(each.name), std::move(each.rights)});
  return out;
}

bus::key_pair server_keys(const std::filesystem::path& data_dir) { return keys_in(data_dir / "keys/bus.key"); }
bus::key_pair operator_keys(const std::filesystem::path& data_dir) { return keys_in(data_dir / "keys/operator.key"); }

void admit_operator(db::access store, const std::string& public_key, core::instant now) {
  auto known = store.read([](db::tx& t) { return store::bus_keys(t); });
  for (const auto& each : known)
    if (each.public_key == public_key) return;
  store.transact([&](db::tx& t) { return store::add_bus_key(t, now, "operator", public_key, {"usage:*", "events:*"}); }).value();
}

bus_door::bus_door(db::access store, bus::key_pair server_keys)
    : server_public_key_{server_keys.public_key}, room_keys_{bus::make_keys()}, written_{std::move(store)} {
  own_.add({room_keys_.public_key, "rooms", {"events:*", "usage:*", "provisioning:*", "hints"}});
  book_ = std::make_unique<bus::key_book>(std::vector<bus::key_source*>{&written_, &own_});
  zap_ = std::make_unique<bus::zap_handler>(context_, *book_, std::move(server_keys));
}

bus::connection bus_door::to(const std::string& address) const { return {address, server_public_key_, room_keys_}; }

}  // namespace app
