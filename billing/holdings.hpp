// What a line holds when a piece of usage begins: what is left of its allowances, how far its counters are, what its
// cycle has cost. All of it stands in buckets of the ledger; this says which, and what usage changes in them.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "billing/rate.hpp"

namespace billing {

// Asks for each by its name within the tariff.
bucket_numbers number_buckets(const catalog::tariff& of, const std::function<std::int16_t(const std::string&)>& number_of);

// One bucket of one line, or of the customer (line 0), for one cycle (0: for good): never money's, which is 0.
constexpr std::int64_t bucket_id(std::int16_t number, std::int64_t cycle, std::int64_t line) {
  return static_cast<std::int64_t>(number) << 48 | (cycle & 0xFFF) << 36 | (line & 0xF'FFFF'FFFF);
}
constexpr std::int16_t bucket_number(std::int64_t id) { return static_cast<std::int16_t>(id >> 48); }

struct holder {
  std::int64_t line = 0;
  core::instant since;  // it is on this offering
  const civil_clock* zone = nullptr;
  int bill_day = 1;
};

// Months since 1970, counted by the bill day.
std::int64_t cycle_number(const holder& of, core::instant at);

// Used again and again by one thread: nothing is allocated once it has grown.
class holdings {
 public:
  using level_of = std::function<std::int64_t(std::int64_t bucket)>;
  rating_state look(const compiled_tariff& by, const holder& who, catalog::service of, core::instant at, const level_of& level);

  struct change {
    std::int64_t bucket = 0;
    std::int64_t before = 0;
    std::int64_t delta = 0;
  };
  // What the usage rated by the state just looked at changes, but for the customer's money; in the order of use. Valid
  // until the next call.
  std::span<const change> changes(const rated& answer);

  // The state that a past piece of usage found, from what it changed: buckets it did not touch had no say in its charge.
  rating_state look_back(const compiled_tariff& by, std::span<const change> changed);

 private:
  struct source {  // where one of allowances_ comes from
    held_allowance held;
    std::int64_t bucket = 0, level = 0;
    std::int64_t first_use_bucket = 0;  // to be set by its first use; 0: nothing is to be set
    std::int64_t expires = 0;           // a second
    int priority = 0;
    [[nodiscard]] bool goes_before(const source& other) const {
      return priority != other.priority ? priority < other.priority : expires < other.expires;
    }
  };
  void clear();
  void hold(const compiled_tariff& by, const holder& who, catalog::service of, std::int64_t cycle, const level_of& level);

  std::vector<source> sources_;
  std::vector<held_allowance> allowances_;
  std::vector<std::int64_t> counters_, counter_buckets_;
  std::vector<change> changes_;
  std::int64_t spent_ = 0, spent_bucket_ = 0, second_ = 0;
  bool is_limited_ = false;  // a charge of nothing may be the limit's doing
};

}  // namespace billing
