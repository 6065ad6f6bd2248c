// How much the usage endpoint takes in, and from whom: the arithmetic of credit, without sockets or clocks.
// Memory is bounded by batches and by bytes; what is over the bound is refused with no_credit and stays with its
// sender.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/refusal.hpp"

namespace bus {

struct usage_bounds {
  std::size_t batches = 64;
  std::size_t bytes = 64 * 1024 * 1024;
  std::uint32_t window_most = 8;  // batches one client may have under way
};

// What each of so many clients may have under way: a fair share, and never nothing.
std::uint32_t decide_window(const usage_bounds& bounds, std::size_t clients);

class usage_floor {
 public:
  using time = std::chrono::steady_clock::time_point;

  explicit usage_floor(usage_bounds bounds) : bounds_{bounds} {}

  // A client said something. The first time makes it one of those the room is shared between.
  void heard(const std::string& peer, time now);
  void left(const std::string& peer) { clients_.erase(peer); }
  void forget_silent(time since);  // who has not spoken since then

  // A batch arrived: it is counted in, or refused with no_credit.
  std::optional<core::refusal> admit(const std::string& peer, std::size_t bytes);
  void done(const std::string& peer, std::size_t bytes);

  [[nodiscard]] std::uint32_t window() const { return decide_window(bounds_, clients_.size()); }
  [[nodiscard]] std::size_t batches() const { return batches_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
  struct client {
    time heard_at;
    std::uint32_t under_way = 0;
  };
  usage_bounds bounds_;
  std::map<std::string, client> clients_;
  std::size_t batches_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace bus
