// The one walk along a piece of usage that both rate() and explain() make; a sink hears each step of it.
#pragma once

#include <algorithm>

#include "billing/rate_tiers.hpp"

namespace billing {

enum class adjustment : std::uint8_t {
  free_after,       // a cap within the usage: what follows at this price is free
  charged_before,   // what the total cost up to this usage
  part_of_cycle,    // only a part of the cycle is paid
  least_of_usage,
  most_of_usage,
  most_of_cycle,
  paid_by_allowance,
};

// What rate() uses: every call disappears.
struct silent {
  using section = compiled_tariff::section;
  using priced = compiled_tariff::priced;
  void found(const section&, const compiled_tariff::place&) {}
  void covered(const used_allowance&, std::int64_t /*left before*/) {}
  void connect_fee(const section&, const priced&) {}
  // `count` increments of one step, the first of them `from` units into what is charged.
  void increments(const section&, const priced&, const compiled_tariff::step&, std::int64_t /*from*/,
                  std::int64_t /*count*/) {}
  void tier(const section&, const priced&, std::uint32_t /*which*/, std::int64_t /*units*/, std::int64_t /*blocks*/,
            bool /*flat fee*/) {}
  void shared(const section&, const priced&, std::int64_t /*free*/, core::int128 /*exact*/) {}
  void adjusted(const section&, adjustment, core::int128 /*exact difference*/) {}
  void rounded(const priced&, std::int64_t /*charge*/) {}
  void adjusted(adjustment, std::int64_t /*difference*/) {}
};

namespace detail {

constexpr std::int64_t forever = INT64_MAX / 4;
constexpr core::int128 most_of_a_bill = 9'000'000'000'000'000'000;

struct span_of_price {
  std::uint32_t price;  // prefix_table::none: no band holds
  std::int64_t until;   // units into the usage
};

// The price of what begins `done` units into the usage. Only voice passes time; the rest is priced where it starts.
inline span_of_price price_then(const compiled_tariff& by, const compiled_tariff::section& in,
                                const compiled_tariff::place& where, const usage_facts& usage, std::int64_t done) {
  if (where.plan == compiled_tariff::no_plan) return {where.first_price, forever};
  // Floored: half a second before eight in the evening is still the day's price.
  auto start = (usage.start.micros() - (usage.start.micros() < 0 ? 999'999 : 0)) / 1'000'000;
  auto units = in.units_per_second;
  auto second = start + (units == 0 ? 0 : units == 1 ? done : done / units);
  auto civil = usage.zone->at(second);
  auto held = by.holds_at(where, second + civil.offset);
  auto until = units > 0 ? (std::min(held.until - civil.offset, civil.to) - start) * units : forever;
  return {held.price < 0 ? prefix_table::none : where.first_price + static_cast<std::uint32_t>(held.price), until};
}

// The one place where digits are lost.
inline std::int64_t rounded_charge(core::int128 exact, std::int64_t denominator, const compiled_tariff::priced& by) {
  std::int64_t lost = 1;
  for (int i = by.decimals; i < 6; ++i) lost *= 10;
  return core::divide(exact, denominator * lost, by.mode) * lost;
}

template <class Sink>
class rating_walk {
 public:
  rating_walk(const compiled_tariff& by, const usage_facts& usage, const rating_state& state, Sink& sink)
      : by_{by}, usage_{usage}, state_{state}, sink_{sink} {}

  rated run() {
    if (usage_.quantity > quantity_max || usage_.quantity < (usage_.for_a_part ? -quantity_max : 0))
      return ends(rating_outcome::out_of_range);
    in_ = by_.find_section(usage_.service, usage_.direction, usage_.network);
    if (in_) out_.destination = compiled_tariff::find_place(*in_, usage_.other_party, usage_.is_number, usage_.on_net);
    if (usage_.quantity == 0) return ends(rating_outcome::rated);
    if (!in_) return ends(rating_outcome::no_section);
    if (out_.destination == prefix_table::none) return ends(rating_outcome::no_destination);
    where_ = &by_.place_at(out_.destination);
    sink_.found(*in_, *where_);
    if (where_->source->zero_rated) return ends(rating_outcome::rated);
    if (!state_.allowances.empty()) use_units();
    if (left() != 0) {
      if (auto why = price_along(); why != rating_outcome::rated) return ends(why);
      if (too_much(exact_) || too_much(before_)) return ends(rating_outcome::out_of_range);
      charge();
    }
    return ends(rating_outcome::rated);
  }

 private:
  rated ends(rating_outcome as) {
    if (as != rating_outcome::rated) {  // nothing is charged, counted or used up
      auto where = out_.destination;
      out_ = {};
      out_.destination = where;
    }
    out_.outcome = as;
    return out_;
  }
  [[nodiscard]] std::int64_t left() const { return usage_.quantity - out_.covered_quantity; }
  [[nodiscard]] bool too_much(core::int128 exact) const {
    auto whole = exact / in_->denominator;
    return whole > most_of_a_bill || whole < -most_of_a_bill;
  }
  [[nodiscard]] std::int64_t counted(std::uint32_t slot) const {
    return slot < state_.counters.size() ? state_.counters[slot] : 0;
  }

  // The second slot of a price's counter.
  [[nodiscard]] std::int64_t counted_beside(const compiled_tariff::priced& price) const {
    return price.counter == prefix_table::none ? 0 : counted(price.counter + 1);
  }

  void use_up(const held_allowance& held, std::int64_t amount) {
    used_allowance used{held.which, static_cast<std::uint8_t>(&held - state_.allowances.data()), amount};
    out_.used[out_.used_count++] = used;
    sink_.covered(used, held.left);
  }

  void use_units() {
    for (const auto& held : state_.allowances) {
      const auto& source = by_.source().allowances[held.which];
      if (left() <= 0 || out_.used_count == allowances_used_max) return;
      if (source.is_money || held.left <= 0 || (where_->covered_by >> held.which & 1) == 0) continue;
      auto wanted = (left() + source.increment - 1) / source.increment * source.increment;
      auto amount = std::min(wanted, held.left);
      out_.covered_quantity += std::min(amount, left());
      use_up(held, amount);
    }
  }

  // From where allowances end to the end of the usage, price by price.
  rating_outcome price_along() {
    auto quantity = left();
    bool fee_due = !usage_.continues && out_.covered_quantity == 0;
    std::int64_t done = 0;
    do {
      auto span = price_then(by_, *in_, *where_, usage_, out_.covered_quantity + done);
      if (span.price == prefix_table::none) return rating_outcome::no_price_then;
      const auto& price = by_.price_at(span.price);
      if (!rounds_ || price.decimals > rounds_->decimals) rounds_ = &price;
      auto already = exact_;
      if (done == 0 && fee_due && quantity > 0) {
        exact_ += static_cast<core::int128>(price.connect_fee_micros) * in_->denominator;
        sink_.connect_fee(*in_, price);
      }
      if (price.how == compiled_tariff::manner::steps) {
        if (quantity < 0) return rating_outcome::out_of_range;
        step_along(price, std::min(quantity, span.until - out_.covered_quantity), done);
      } else {
        count(price, quantity - done);
        done = quantity;
      }
      if (price.free_after) cap_within(price, already);
      out_.billed_quantity = done;
    } while (done < quantity);
    return rating_outcome::rated;
  }

  // The increments that begin before `stop` at one price; `done` moves on, perhaps beyond it.
  void step_along(const compiled_tariff::priced& price, std::int64_t stop, std::int64_t& done) {
    for (std::uint32_t at = price.first, last = at + price.count - 1; done < stop;) {
      while (at < last && by_.step_at(at + 1).from <= done) ++at;
      const auto& step = by_.step_at(at);
      auto end = at < last ? std::min(stop, by_.step_at(at + 1).from) : stop;
      auto count = (end - done + step.increment - 1) / step.increment;
      exact_ += step.charge * count;
      sink_.increments(*in_, price, step, done, count);
      done += count * step.increment;
    }
  }

  void count(const compiled_tariff::priced& price, std::int64_t units) {
    if (price.counter != prefix_table::none) out_.counter = price.counter;
    if (price.how == compiled_tariff::manner::share) return share(price);
    auto before = counted(price.counter), after = before + units;
    auto highest = std::max(before, counted_beside(price));
    out_.counted = units;
    if (usage_.for_a_part) out_.counted_beside = std::max(after, highest) - counted_beside(price);  // else they are one
    silent nobody;
    if (price.how == compiled_tariff::manner::volume) {
      auto all = by_volume(by_, *in_, price, after, sink_);
      exact_ += all.units + all.flats;
      if (before > 0) take_back(by_volume(by_, *in_, price, before, nobody));
      return;
    }
    auto fresh = by_graduated(by_, *in_, price, before, after, highest, sink_);
    if (usage_.for_a_part) return charge_a_part(fresh);
    // The difference of two rounded totals: however usage is cut into pieces, they add up to what it costs whole.
    auto earlier = before > 0 ? by_graduated(by_, *in_, price, 0, before, 0, nobody) : tiered{};
    before_ += earlier.units + earlier.flats;
    exact_ += earlier.units + earlier.flats + fresh.units + fresh.flats;
  }

  void take_back(const tiered& earlier) {
    before_ += earlier.units + earlier.flats;
    sink_.adjusted(*in_, adjustment::charged_before, -(earlier.units + earlier.flats));
  }

  void charge_a_part(const tiered& of) {
    auto part = of.units * usage_.part_numerator / usage_.part_denominator;
    exact_ += of.flats + part;
    sink_.adjusted(*in_, adjustment::part_of_cycle, part - of.units);
  }

  void share(const compiled_tariff::priced& price) {
    const auto& rule = *price.source->of_amount;
    auto events = counted(price.counter);
    auto sum = counted_beside(price);
    out_.counted = 1;
    out_.counted_beside = usage_.amount_micros;
    bool may_be_free = rule.free_events > 0 ? events < rule.free_events : rule.free_amount_micros > 0;
    auto free = !may_be_free                    ? 0
                : rule.free_amount_micros > 0 ? std::clamp<std::int64_t>(rule.free_amount_micros - sum, 0, usage_.amount_micros)
                                                : usage_.amount_micros;
    core::int128 exact = 0;
    if (!may_be_free || free < usage_.amount_micros) {
      exact = static_cast<core::int128>(usage_.amount_micros - free) * rule.numerator * (in_->denominator / rule.denominator) +
              static_cast<core::int128>(rule.fee_micros) * in_->denominator;
      if (rule.most_micros) exact = std::min(exact, static_cast<core::int128>(*rule.most_micros) * in_->denominator);
      if (rule.least_micros) exact = std::max(exact, static_cast<core::int128>(*rule.least_micros) * in_->denominator);
    }
    exact_ += exact;
    sink_.shared(*in_, price, free, exact);
  }

  void cap_within(const compiled_tariff::priced& price, core::int128 already) {
    auto cap = std::max(already, static_cast<core::int128>(price.source->most->micros) * in_->denominator);
    if (exact_ <= cap) return;
    sink_.adjusted(*in_, adjustment::free_after, cap - exact_);
    exact_ = cap;
  }

  void charge() {
    auto charge = rounded_charge(exact_, in_->denominator, *rounds_);
    if (before_ != 0) charge -= rounded_charge(before_, in_->denominator, *rounds_);
    sink_.rounded(*rounds_, charge);
    auto change = [&](adjustment why, std::int64_t to) {
      if (to != charge) sink_.adjusted(why, to - charge);
      charge = to;
    };
    if (rounds_->at_least) change(adjustment::least_of_usage, std::max(charge, *rounds_->source->least_micros));
    if (const auto& most = where_->source->max_charge_micros) change(adjustment::most_of_usage, std::min(charge, *most));
    if (const auto& most = by_.source().most_a_cycle_micros)
      change(adjustment::most_of_cycle, std::min(charge, std::max<std::int64_t>(0, *most - state_.spent_micros)));
    if (charge > 0 && !state_.allowances.empty()) use_money(charge);
    out_.charge_micros = charge;
  }

  void use_money(std::int64_t& charge) {
    for (const auto& held : state_.allowances) {
      if (charge == 0 || out_.used_count == allowances_used_max) return;
      if (!by_.source().allowances[held.which].is_money || held.left <= 0 || (where_->covered_by >> held.which & 1) == 0) continue;
      auto amount = std::min(charge, held.left);
      use_up(held, amount);
      sink_.adjusted(adjustment::paid_by_allowance, -amount);
      out_.covered_micros += amount;
      charge -= amount;
    }
  }

  const compiled_tariff& by_;
  const usage_facts& usage_;
  const rating_state& state_;
  Sink& sink_;
  const compiled_tariff::section* in_ = nullptr;
  const compiled_tariff::place* where_ = nullptr;
  const compiled_tariff::priced* rounds_ = nullptr;  // whose rounding holds: of several prices the finest
  core::int128 exact_ = 0, before_ = 0;  // micros times the section's denominator; before_: charged earlier
  rated out_;
};

}  // namespace detail

template <class Sink>
rated walk(const compiled_tariff& by, const usage_facts& usage, const rating_state& state, Sink& sink) {
  return detail::rating_walk<Sink>{by, usage, state, sink}.run();
}

}  // namespace billing
