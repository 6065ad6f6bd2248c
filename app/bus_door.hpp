// The bus of this process: its ZeroMQ context, who may come in, and the key with which our own rooms come in.
#pragma once

#include <memory>
#include <string>

#include "bus/context.hpp"
#include "bus/key_book.hpp"
#include "bus/key_source.hpp"
#include "bus/keys.hpp"
#include "bus/socket.hpp"
#include "bus/zap.hpp"
#include "db/database.hpp"

namespace app {

// The keys `abonent key add` wrote down.
class store_bus_keys final : public bus::key_source {
 public:
  explicit store_bus_keys(db::access store) : store_{std::move(store)} {}
  std::vector<bus::known_key> keys() override;

 private:
  db::access store_;
};

class bus_door {
 public:
  // `server_keys`: the installation's own, kept in the data directory, so that clients know it again.
  bus_door(db::access store, bus::key_pair server_keys);

  [[nodiscard]] bus::zap_handler& guard() { return *zap_; }
  [[nodiscard]] bus::context& context() { return context_; }
  [[nodiscard]] const std::string& public_key() const { return server_public_key_; }
  // How a room of this process comes to an endpoint of ours, by the same way as anybody else.
  [[nodiscard]] bus::connection to(const std::string& address) const;

 private:
  bus::context context_;
  std::string server_public_key_;
  bus::key_pair room_keys_;
  store_bus_keys written_;
  bus::keys_in_memory own_;
  std::unique_ptr<bus::key_book> book_;
  std::unique_ptr<bus::zap_handler> zap_;
};

// The installation's key pairs: `keys/bus.key` for the server side, `keys/operator.key` for commands of this machine.
bus::key_pair server_keys(const std::filesystem::path& data_dir);
bus::key_pair operator_keys(const std::filesystem::path& data_dir);
// Whoever may read this machine's key file may report usage by hand: written down once, and revoked like any other.
void admit_operator(db::access store, const std::string& public_key, core::instant now);

}  // namespace app
