// A token bucket for each key (an address, a user): so many at once, so many a second. Its memory is bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace web {

struct rate {
  double per_second = 0;  // 0: no limit
  double burst = 0;
};

class rate_limit {
 public:
  using steady = std::chrono::steady_clock;  // the wall clock may jump, and in a test it stands still

  explicit rate_limit(rate of, std::size_t keys_max = 100'000);
  // Takes one token. Nothing: go ahead; otherwise how long to wait, in whole seconds.
  std::optional<std::chrono::seconds> wait(std::string_view key, steady::time_point now);

 private:
  struct bucket {
    double tokens;
    steady::time_point at;
  };
  void refill(bucket& it, steady::time_point now) const;
  void make_room(steady::time_point now);

  rate of_;
  std::size_t keys_max_;
  std::mutex lock_;
  std::unordered_map<std::string, bucket> buckets_;
};

// The key of an address: IPv6 by its /64, since one client has all of it.
std::string address_key(std::string_view address);

}  // namespace web
