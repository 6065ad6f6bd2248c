// Which provisioning systems are connected and what is under way to each. Shared by the endpoint's thread and by those
// who send errands.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/uuid.hpp"

namespace bus {

class connected_systems {
 public:
  using time = std::chrono::steady_clock::time_point;

  // True when this connection is new: what was under way on an older one is no longer known to be.
  bool said_hello(const std::string& system, const std::string& peer, const std::string& key, std::uint32_t credit,
                  time now);
  [[nodiscard]] std::optional<std::string> name_of(const std::string& peer) const;
  void left(const std::string& peer);
  void forget_silent(time since);
  // Drops systems whose key may no longer serve; answers their connections.
  std::vector<std::string> drop_unless(
      const std::function<bool(const std::string& key, const std::string& system)>& may_serve);

  struct place {
    std::string peer;      // empty: not connected
    bool has_credit = false;
  };
  [[nodiscard]] place find(std::string_view system) const;
  // The place of an errand that is now under way.
  place take_credit(std::string_view system, const core::uuid& errand_id);
  void done(const std::string& peer, const core::uuid& errand_id);

 private:
  struct system {
    std::string peer;
    std::string key;
    std::uint32_t credit = 1;
    time heard_at;
    std::set<core::uuid> under_way;
    [[nodiscard]] bool has_credit() const { return under_way.size() < credit; }
  };
  mutable std::mutex guard_;
  std::map<std::string, system, std::less<>> systems_;  // by name
};

}  // namespace bus
