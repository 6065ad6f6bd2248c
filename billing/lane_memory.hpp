// What the ledger says so far, folded: the position of every lane and the level of every bucket at it. Shows only what
// is committed. Not shared between threads.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "billing/lane.hpp"
#include "core/ids.hpp"
#include "db/copy_session.hpp"

namespace billing {

struct bucket_key {
  core::customer_id customer;
  std::int64_t bucket = 0;
  friend bool operator==(const bucket_key&, const bucket_key&) = default;
};

// Buckets of one line and cycle lie together: usage looks at all of them (holdings.hpp has the parts of an id).
struct bucket_hash {
  std::size_t operator()(const bucket_key& it) const noexcept {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(it.customer.value()) * 0x9E3779B97F4A7C15ull) ^
                                    (static_cast<std::uint64_t>(it.bucket) & 0xFFFF'FFFF'FFFFull));
  }
};

// Open addressing: a level is looked up for every record, in random order, and costs one touch of memory.
using bucket_levels = boost::unordered_flat_map<bucket_key, std::int64_t, bucket_hash>;

using lane_positions = std::array<std::int64_t, lane_count>;

class lane_memory {
 public:
  [[nodiscard]] std::int64_t pos(std::int16_t lane) const { return pos_[static_cast<std::size_t>(lane)]; }
  [[nodiscard]] const lane_positions& positions() const { return pos_; }
  [[nodiscard]] std::int64_t level(const bucket_key& of) const;
  [[nodiscard]] std::size_t buckets() const { return level_.size(); }

  void add(const bucket_key& to, std::int64_t delta_micros);  // throws on overflow: no balance is that large
  void set(const bucket_key& to, std::int64_t level_micros) { level_[to] = level_micros; }
  void move(std::int16_t lane, std::int64_t to) { pos_[static_cast<std::size_t>(lane)] = to; }
  void clear();

  // Folds everything: the standing generation and what came after it. `at` reads one moment (read_steadily).
  void load(db::tx& at);
  // Folds what others have written since; how many sums of rows it took in.
  std::size_t read_news(db::tx& at);

 private:
  lane_positions pos_{};
  bucket_levels level_;
};

}  // namespace billing
