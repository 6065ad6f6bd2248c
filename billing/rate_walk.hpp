// The one walk along a piece of usage that both rate() and explain() make; a sink hears each step of it.
#pragma once

#include <algorithm>

#include "billing/rate.hpp"

namespace billing {

// What rate() uses: every call disappears.
struct silent {
  void found(const compiled_tariff::section&, const compiled_tariff::place&) {}
  void connect_fee(const compiled_tariff::section&, const compiled_tariff::priced&) {}
  // `count` increments of one step, the first of them `from` units into the usage.
  void increments(const compiled_tariff::section&, const compiled_tariff::priced&, const compiled_tariff::step&,
                  std::int64_t /*from*/, std::int64_t /*count*/) {}
  // The exact sum in micros / denominator, what rounding made of it, and what the cap left.
  void summed(const compiled_tariff::section&, core::int128 /*exact*/, std::int64_t /*rounded*/,
              std::int64_t /*charge*/) {}
};

namespace detail {

constexpr std::int64_t forever = INT64_MAX / 4;

struct span_of_price {
  std::uint32_t price;  // prefix_table::none: no band holds
  std::int64_t until;   // units into the usage
};

// The price of what begins `done` units into the usage. Only voice passes time; the rest is priced where it starts.
inline span_of_price price_then(const compiled_tariff& by, const compiled_tariff::place& where,
                                const usage_facts& usage, std::int64_t done) {
  if (where.plan == compiled_tariff::no_plan) return {where.first_price, forever};
  // Floored: half a second before eight in the evening is still the day's price.
  auto start = (usage.start.micros() - (usage.start.micros() < 0 ? 999'999 : 0)) / 1'000'000;
  bool timed = usage.service == catalog::service::voice;
  auto second = start + (timed ? done : 0);
  auto civil = usage.zone->at(second);
  auto held = by.holds_at(where, second + civil.offset);
  auto until = timed ? std::min(held.until - civil.offset, civil.to) - start : forever;
  return {held.price < 0 ? prefix_table::none : where.first_price + static_cast<std::uint32_t>(held.price), until};
}

// The increments that begin before `stop` at one price; `done` moves on, perhaps beyond it.
template <class Sink>
core::int128 walk_price(const compiled_tariff& by, const compiled_tariff::section& in,
                        const compiled_tariff::priced& price, std::int64_t stop, std::int64_t& done, Sink& sink) {
  core::int128 exact = 0;
  for (std::uint32_t at = price.first_step, last = at + price.steps - 1; done < stop;) {
    while (at < last && by.step_at(at + 1).from <= done) ++at;
    const auto& step = by.step_at(at);
    auto end = at < last ? std::min(stop, by.step_at(at + 1).from) : stop;
    auto count = (end - done + step.increment - 1) / step.increment;
    exact += step.charge * count;
    sink.increments(in, price, step, done, count);
    done += count * step.increment;
  }
  return exact;
}

// The one place where digits are lost.
inline std::int64_t rounded_charge(core::int128 exact, const compiled_tariff::section& in) {
  std::int64_t lost = 1;
  for (int i = in.source->charge_rounding.decimals; i < 6; ++i) lost *= 10;
  return core::divide(exact, in.denominator * lost, in.source->charge_rounding.mode) * lost;
}

}  // namespace detail

template <class Sink>
rated walk(const compiled_tariff& by, const usage_facts& usage, Sink& sink) {
  rated out;
  auto ends = [&out](rating_outcome as) {
    out.outcome = as;
    return out;
  };
  if (usage.quantity < 0 || usage.quantity > quantity_max) return ends(rating_outcome::out_of_range);
  const auto* in = by.find_section(usage.service, usage.direction, usage.network);
  if (in) out.destination = compiled_tariff::find_place(*in, usage.other_party, usage.is_number, usage.on_net);
  if (usage.quantity == 0) return ends(rating_outcome::rated);
  if (!in) return ends(rating_outcome::no_section);
  if (out.destination == prefix_table::none) return ends(rating_outcome::no_destination);
  const auto& where = by.place_at(out.destination);
  sink.found(*in, where);

  core::int128 exact = 0;
  std::int64_t done = 0;
  while (done < usage.quantity) {
    auto span = detail::price_then(by, where, usage, done);
    if (span.price == prefix_table::none) return ends(rating_outcome::no_price_then);
    const auto& price = by.price_at(span.price);
    if (done == 0) {
      exact += static_cast<core::int128>(price.connect_fee_micros) * in->denominator;
      sink.connect_fee(*in, price);
    }
    exact += detail::walk_price(by, *in, price, std::min(usage.quantity, span.until), done, sink);
  }
  constexpr std::int64_t most = 9'000'000'000'000'000'000;
  if (exact / in->denominator > most) return ends(rating_outcome::out_of_range);
  auto rounded = detail::rounded_charge(exact, *in);
  out.billed_quantity = done;
  out.charge_micros = std::min(rounded, where.source->max_charge_micros.value_or(rounded));
  sink.summed(*in, exact, rounded, out.charge_micros);
  return ends(rating_outcome::rated);
}

}  // namespace billing
