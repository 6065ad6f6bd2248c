// Connections over libpq beside the pool, for reads whose statements travel together: as many at once as the pool has.
// Included by db/*.cpp only.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "db/link.hpp"

namespace db {

class link_set {
 public:
  explicit link_set(database_config config) : config_{std::move(config)} {}

  // Runs `body` in a transaction that cannot write; it answers whether it wants what it left for after the commit.
  void read(const std::string& role, const std::function<bool(tx&)>& body);

 private:
  struct member {
    std::string role;
    link connection;
  };
  std::unique_ptr<member> take(const std::string& role);
  void give_back(std::unique_ptr<member> it);

  database_config config_;
  std::mutex guard_;
  std::condition_variable freed_;
  std::size_t out_ = 0;
  std::vector<std::unique_ptr<member>> idle_;
};

}  // namespace db
