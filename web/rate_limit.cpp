// Token buckets.
#include "web/rate_limit.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace web {

rate_limit::rate_limit(rate of, std::size_t keys_max) : of_{of}, keys_max_{keys_max} {}

void rate_limit::refill(bucket& it, steady::time_point now) const {
  auto passed = std::chrono::duration<double>(now - it.at).count();
  it.tokens = std::min(of_.burst, it.tokens + std::max(0.0, passed) * of_.per_second);
  it.at = now;
}

// Buckets that are full again say nothing; when all keys are busy at once, everybody starts anew.
void rate_limit::make_room(steady::time_point now) {
  std::erase_if(buckets_, [&](const auto& each) {
    auto it = each.second;
    refill(it, now);
    return it.tokens >= of_.burst;
  });
  if (buckets_.size() >= keys_max_) buckets_.clear();
}

std::optional<std::chrono::seconds> rate_limit::wait(std::string_view key, steady::time_point now) {
  if (of_.per_second <= 0) return std::nullopt;
  std::lock_guard hold{lock_};
  auto it = buckets_.find(std::string{key});
  if (it == buckets_.end()) {
    if (buckets_.size() >= keys_max_) make_room(now);
    it = buckets_.emplace(std::string{key}, bucket{of_.burst, now}).first;
  }
  refill(it->second, now);
  if (it->second.tokens >= 1) {
    it->second.tokens -= 1;
    return std::nullopt;
  }
  return std::chrono::seconds{static_cast<long>(std::ceil((1 - it->second.tokens) / of_.per_second))};
}

std::string address_key(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  if (address.starts_with("::ffff:") || inet_pton(AF_INET6, std::string{address}.c_str(), bytes.data()) != 1)
    return std::string{address.starts_with("::ffff:") ? address.substr(7) : address};  // IPv4, also in IPv6 clothes
  std::string key;
  for (std::size_t i = 0; i < 8; ++i) key += fmt::format("{:02x}", bytes[i]);
  return key + "::/64";
}

}  // namespace web
