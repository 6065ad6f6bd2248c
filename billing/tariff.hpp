// A tariff made ready for the hot path: immutable, shared by threads. Nothing is allocated while rating with it.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "billing/prefix_table.hpp"
#include "catalog/tariff.hpp"

namespace billing {

// The numbers under which a tariff's buckets are known in the ledger (holdings.hpp); every version of it has the same.
struct bucket_numbers {
  std::vector<std::int16_t> allowances;   // how much of each is used up, below zero
  std::vector<std::int16_t> first_uses;   // the second since 1970 it was first used; 0 where that does not matter
  std::vector<std::int16_t> counters;     // by compiled_tariff::counter_slots()
  std::int16_t spent = 0;                 // 0: the tariff has no limit a cycle
};

class compiled_tariff {
 public:
  // `source` came through catalog::read_tariff(); what that refuses is a programmer's error here. Without numbers it can
  // rate, but nobody can say what it leaves behind.
  static std::shared_ptr<const compiled_tariff> compile(catalog::tariff source, bucket_numbers buckets = {});

  [[nodiscard]] const catalog::tariff& source() const { return source_; }
  [[nodiscard]] const bucket_numbers& buckets() const { return buckets_; }
  // The label of rated::destination: `Poland, mobile`.
  [[nodiscard]] std::string_view destination_label(std::uint32_t destination) const;
  [[nodiscard]] std::string_view destination_code(std::uint32_t destination) const;

  struct step {
    std::int64_t from, increment;
    core::int128 charge;  // of one increment, in micros times its section's denominator
  };
  struct tier {
    std::int64_t from, to;  // of the total: (from, to]
    std::int64_t block;
    core::int128 flat, charge;  // charge: of one block; in micros times the section's denominator
  };
  enum class manner : std::uint8_t { steps, graduated, volume, share };
  struct priced {
    const catalog::price* source;
    std::int64_t connect_fee_micros;
    std::uint32_t first, count;  // steps or tiers
    std::uint32_t counter;       // which slot; none: each usage begins at 0
    manner how;
    bool free_after, at_least;   // source->most, source->least_micros
    std::int8_t decimals;        // of the charge
    core::rounding mode;
  };
  struct band_switch {
    std::int32_t from_second;  // of the wall clock's day
    std::int32_t price;        // counted from the destination's first; -1: none holds
  };
  struct place {  // a destination
    const catalog::destination* source;
    std::uint32_t first_price;
    std::uint32_t plan;  // which week; no_plan: its one price always holds
    std::uint64_t covered_by;  // bit i: by allowance i
  };
  struct section {
    const catalog::usage_section* source;
    std::int64_t denominator;  // every price of the section is a whole number of micros / denominator
    std::int64_t units_per_second;  // 0: its usage passes no time
    std::uint32_t first_place;
    std::uint32_t on_net;  // place, or none
    prefix_table prefixes;
    std::vector<std::pair<std::string_view, std::uint32_t>> names;  // sorted
  };
  static constexpr std::uint32_t no_plan = UINT32_MAX;

  [[nodiscard]] const section* find_section(catalog::service of, catalog::direction way,
                                            std::string_view network) const;
  // By name, else our own network, else the longest prefix of a number; `none` of prefix_table when nothing fits. What is
  // no number fits only a name or `*`.
  [[nodiscard]] static std::uint32_t find_place(const section& in, std::string_view other_party, bool is_number,
                                                bool on_net);
  [[nodiscard]] const place& place_at(std::uint32_t at) const { return places_[at]; }
  [[nodiscard]] const priced& price_at(std::uint32_t at) const { return prices_[at]; }
  [[nodiscard]] const step& step_at(std::uint32_t at) const { return steps_[at]; }
  [[nodiscard]] const tier& tier_at(std::uint32_t at) const { return tiers_[at]; }
  [[nodiscard]] const std::vector<priced>& prices() const { return prices_; }

  // A counter is two slots: units and their greatest total so far, or events and the sum of their amounts.
  [[nodiscard]] std::size_t counter_slots() const { return source_.counters.size() * 2; }
  [[nodiscard]] bool is_stateless() const {
    return source_.counters.empty() && source_.allowances.empty() && !source_.least_a_cycle_micros &&
           !source_.most_a_cycle_micros;
  }

  // What holds at a wall-clock second (counted from the local 1970-01-01T00:00), and until which one at least.
  struct holding {
    std::int32_t price;  // counted from the destination's first; -1: none
    std::int64_t until;
  };
  [[nodiscard]] holding holds_at(const place& where, std::int64_t local_second) const;

 private:
  compiled_tariff(catalog::tariff source, bucket_numbers buckets) : source_{std::move(source)}, buckets_{std::move(buckets)} {}
  void add_section(const catalog::usage_section& of);
  void add_price(const catalog::price& of, const section& in);
  void add_tiers(const catalog::price& of, std::int64_t denominator);
  [[nodiscard]] std::uint64_t covering(const catalog::usage_section& in, const catalog::destination& to) const;
  [[nodiscard]] std::uint32_t plan_for(const std::vector<catalog::price>& prices);

  [[nodiscard]] std::size_t special_on(std::int64_t day) const;

  // A week of switches for one set of bands: weekdays 0..6, then 0..6 on each of the special dates, then each day that is
  // special once.
  struct week {
    std::vector<std::string> bands;
    std::vector<std::vector<band_switch>> days;
  };

  catalog::tariff source_;
  bucket_numbers buckets_;
  std::vector<section> sections_;
  std::vector<place> places_;
  std::vector<priced> prices_;
  std::vector<step> steps_;
  std::vector<tier> tiers_;
  std::vector<week> weeks_;
  std::vector<std::chrono::month_day> special_dates_;
  std::vector<std::int32_t> special_once_;    // days since 1970, sorted
  std::vector<std::uint8_t> special_by_day_;  // month * 32 + day: 1 + index into special_dates_, 0 for a common day
};

}  // namespace billing
