// The keys in force, as this process knows them: read again every second, so that a new key works and a revoked one
// stops working within two. The ZAP handler asks it at the door, the endpoints ask it again for every message.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bus/key_source.hpp"

namespace bus {

class key_book {
 public:
  // Reads every source once; throws when one cannot be read, because a bus without keys would refuse everybody.
  explicit key_book(std::vector<key_source*> sources, std::chrono::milliseconds every = std::chrono::seconds{1});
  ~key_book();
  key_book(const key_book&) = delete;
  key_book& operator=(const key_book&) = delete;

  // Whose key this is; nothing when it is not in force. The answer stays valid while it is held.
  [[nodiscard]] std::shared_ptr<const known_key> find(std::string_view public_key) const;
  // Grows whenever the keys or their rights have changed: time to look again at who is connected.
  [[nodiscard]] std::uint64_t edition() const;
  // Reads the sources now. When one cannot be read, what was known stays, and a gauge says how old it is.
  void refresh();

 private:
  using pages = std::map<std::string, known_key, std::less<>>;
  pages read();
  void keep_fresh(std::stop_token stop);

  std::vector<key_source*> sources_;
  std::chrono::milliseconds every_;
  std::mutex refreshing_;          // one reading at a time, so that an older answer never replaces a newer one
  std::set<std::string> left_out_;  // unsound keys that were said aloud already
  mutable std::mutex guard_;
  std::condition_variable_any stopping_;
  std::shared_ptr<const pages> pages_;
  std::uint64_t edition_ = 1;
  std::chrono::steady_clock::time_point read_at_;
  std::jthread reader_;
};

}  // namespace bus
