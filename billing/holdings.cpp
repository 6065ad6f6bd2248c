// Buckets of this cycle and of those whose rest lives on, in the order in which they are used up.
#include "billing/holdings.hpp"

#include <algorithm>
#include <string>

namespace billing {
namespace {

std::int64_t floored_second(core::instant at) { return (at.micros() - (at.micros() < 0 ? 999'999 : 0)) / 1'000'000; }

// About when the cycle after `cycle` begins: what expires first is used first, a time zone does not matter for that.
std::int64_t end_of_cycle(std::int64_t cycle, int bill_day) {
  auto next = cycle + 1;
  std::chrono::year_month_day first{std::chrono::year{static_cast<int>(1970 + next / 12)}, std::chrono::month{static_cast<unsigned>(next % 12 + 1)},
                                    std::chrono::day{1}};
  return (std::chrono::sys_days{first}.time_since_epoch().count() + bill_day - 1) * 86'400;
}

}  // namespace

bucket_numbers number_buckets(const catalog::tariff& of, const std::function<std::int16_t(const std::string&)>& number_of) {
  bucket_numbers out;
  for (const auto& each : of.allowances) {
    out.allowances.push_back(number_of("allowance " + each.code));
    out.first_uses.push_back(each.days > 0 ? number_of("first use " + each.code) : std::int16_t{0});
  }
  for (const auto& each : of.counters) {
    out.counters.push_back(number_of("counter " + each.code));
    out.counters.push_back(number_of("beside counter " + each.code));
  }
  if (of.least_a_cycle_micros || of.most_a_cycle_micros) out.spent = number_of("spent");
  return out;
}

std::int64_t cycle_number(const holder& of, core::instant at) {
  auto second = floored_second(at);
  auto local = second + of.zone->at(second).offset;
  auto days = local >= 0 ? local / 86'400 : -((86'399 - local) / 86'400);
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  auto month = (int{date.year()} - 1970) * 12 + static_cast<int>(unsigned{date.month()}) - 1;
  auto day = static_cast<int>(unsigned{date.day()});
  if (day >= of.bill_day) return month;
  // A month shorter than the bill day bills on its last day.
  auto last = static_cast<int>(unsigned{std::chrono::year_month_day_last{date.year(), std::chrono::month_day_last{date.month()}}.day()});
  return day == last ? month : month - 1;
}

void holdings::clear() {
  sources_.clear();
  allowances_.clear();
  counters_.clear();
  counter_buckets_.clear();
  spent_ = spent_bucket_ = 0;
}

void holdings::hold(const compiled_tariff& by, const holder& who, catalog::service of, std::int64_t cycle, const level_of& level) {
  const auto& numbers = by.buckets();
  std::int64_t first_cycle = -1;  // asked for once, if at all
  for (std::size_t i = 0; i < by.source().allowances.size(); ++i) {
    const auto& each = by.source().allowances[i];
    if (each.of != of) continue;
    auto line = each.shared == catalog::sharing::customer ? 0 : who.line;
    auto add = [&](std::int64_t of_cycle, std::int64_t expires, std::int64_t first_use) {
      auto bucket = bucket_id(numbers.allowances[i], of_cycle, line);
      auto used = level(bucket);
      sources_.push_back({{static_cast<std::uint8_t>(i), each.amount + used}, bucket, used, first_use, expires, each.priority});
    };
    if (each.days > 0) {
      auto first_use = bucket_id(numbers.first_uses[i], 0, line);
      auto began = level(first_use);
      auto expires = (began == 0 ? second_ : began) + each.days * std::int64_t{86'400};
      if (second_ < expires) add(0, expires, began == 0 ? first_use : 0);
      continue;
    }
    if (each.rollover > 0 && first_cycle < 0) first_cycle = std::min(cycle_number(who, who.since), cycle);
    for (auto of_cycle = each.rollover == 0 ? cycle : std::max(cycle - each.rollover, first_cycle); of_cycle <= cycle; ++of_cycle)
      add(of_cycle, end_of_cycle(of_cycle + each.rollover, who.bill_day), 0);
  }
}

rating_state holdings::look(const compiled_tariff& by, const holder& who, catalog::service of, core::instant at, const level_of& level) {
  clear();
  if (by.is_stateless()) return {};
  const auto& numbers = by.buckets();
  is_limited_ = by.source().most_a_cycle_micros.has_value();
  second_ = floored_second(at);
  auto cycle = cycle_number(who, at);
  hold(by, who, of, cycle, level);
  // By insertion: there are few, mostly in order already, and std::stable_sort would ask for memory.
  for (std::size_t i = 1; i < sources_.size(); ++i)
    for (auto j = i; j > 0 && sources_[j].goes_before(sources_[j - 1]); --j) std::swap(sources_[j], sources_[j - 1]);
  for (const auto& each : sources_) allowances_.push_back(each.held);
  for (std::size_t slot = 0; slot < numbers.counters.size(); ++slot) {
    bool shared = by.source().counters[slot / 2].shared == catalog::sharing::customer;
    counter_buckets_.push_back(bucket_id(numbers.counters[slot], cycle, shared ? 0 : who.line));
    counters_.push_back(level(counter_buckets_.back()));
  }
  if (numbers.spent != 0) {
    spent_bucket_ = bucket_id(numbers.spent, cycle, who.line);
    spent_ = level(spent_bucket_);
  }
  return {allowances_, counters_, spent_};
}

std::span<const holdings::change> holdings::changes(const rated& answer) {
  changes_.clear();
  for (std::size_t i = 0; i < answer.used_count; ++i) {
    const auto& from = sources_[answer.used[i].held];
    if (from.first_use_bucket != 0) changes_.push_back({from.first_use_bucket, 0, second_});
    changes_.push_back({from.bucket, from.level, -answer.used[i].amount});
  }
  if (answer.counter != prefix_table::none) {
    auto add = [&](std::size_t slot, std::int64_t delta) {
      if (delta != 0) changes_.push_back({counter_buckets_[slot], counters_[slot], delta});
    };
    add(answer.counter, answer.counted);
    add(answer.counter + 1, answer.counted_beside);
  }
  if (spent_bucket_ != 0 && (answer.charge_micros != 0 || (is_limited_ && answer.billed_quantity != 0))) changes_.push_back({spent_bucket_, spent_, answer.charge_micros});
  return changes_;
}

rating_state holdings::look_back(const compiled_tariff& by, std::span<const change> changed) {
  clear();
  const auto& numbers = by.buckets();
  counters_.resize(numbers.counters.size());
  auto place_of = [](const std::vector<std::int16_t>& all, std::int16_t number) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), number) - all.begin());
  };
  for (const auto& each : changed) {
    auto number = bucket_number(each.bucket);
    if (auto which = place_of(numbers.allowances, number); which < numbers.allowances.size())
      allowances_.push_back({static_cast<std::uint8_t>(which), by.source().allowances[which].amount + each.before});
    else if (auto slot = place_of(numbers.counters, number); slot < counters_.size())
      counters_[slot] = each.before;
    else if (number == numbers.spent)
      spent_ = each.before;
  }
  return {allowances_, counters_, spent_};
}

}  // namespace billing
