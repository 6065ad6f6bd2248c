// The bus's port for keys, answered from the store's table.
#pragma once

#include <vector>

#include "bus/key_source.hpp"
#include "db/database.hpp"

namespace store {

class bus_key_book final : public bus::key_source {
 public:
  explicit bus_key_book(db::access store_room) : room_{std::move(store_room)} {}
  std::vector<bus::known_key> keys() override;

 private:
  db::access room_;
};

}  // namespace store
