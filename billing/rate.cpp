// Rating without a listener, and what follows from it.
#include "billing/rate.hpp"

#include "billing/rate_walk.hpp"
#include "core/assert.hpp"

namespace billing {
namespace {

// Hears only by which price the usage was rounded: its cap is asked for.
struct price_listener : silent {
  const catalog::price* price = nullptr;
  void rounded(const priced& by, std::int64_t) { price = by.source; }
};

}  // namespace

rated rate(const compiled_tariff& by, const usage_facts& usage, const rating_state& state) {
  silent nobody;
  return walk(by, usage, state, nobody);
}

std::int64_t settle_cycle(const compiled_tariff& by, const rating_state& at_the_end) {
  const auto& source = by.source();
  std::int64_t owed = 0;
  for (std::size_t slot = 0; slot < by.counter_slots(); slot += 2) {
    bool moved = slot + 1 < at_the_end.counters.size() && (at_the_end.counters[slot] != 0 || at_the_end.counters[slot + 1] != 0);
    auto first = std::find_if(by.prices().begin(), by.prices().end(), [&](const auto& each) { return each.counter == slot; });
    if (!moved && first != by.prices().end() && !first->source->tiers.empty())
      owed = core::add_checked(owed, core::round_to(first->source->tiers.front().flat_micros, first->decimals, first->mode));
  }
  if (const auto& least = source.least_a_cycle_micros) owed = std::max(owed, *least - at_the_end.spent_micros);
  if (const auto& most = source.most_a_cycle_micros) owed = std::min(owed, std::max<std::int64_t>(0, *most - at_the_end.spent_micros));
  return owed;
}

affordable afford(const compiled_tariff& by, usage_facts usage, const rating_state& state, std::int64_t balance_micros) {
  price_listener heard;
  auto whole = walk(by, usage, state, heard);
  if (whole.outcome != rating_outcome::rated) return {whole.outcome, 0, 0};
  if (heard.price && heard.price->most && heard.price->most->then == catalog::past_cap::disconnect)
    balance_micros = std::min(balance_micros, heard.price->most->micros);
  if (whole.charge_micros <= balance_micros) return {whole.outcome, usage.quantity, whole.charge_micros};
  affordable best{rating_outcome::rated, 0, 0};
  for (std::int64_t least = 0, most = usage.quantity; most - least > 1;) {
    usage.quantity = least + (most - least) / 2;
    auto charge = rate(by, usage, state).charge_micros;
    (charge <= balance_micros ? least : most) = usage.quantity;
    if (charge <= balance_micros) best = {rating_outcome::rated, usage.quantity, charge};
  }
  return best;
}

std::string_view name_of(rating_outcome it) {
  switch (it) {
    case rating_outcome::rated:
      return "rated";
    case rating_outcome::no_section:
      return "no_section";
    case rating_outcome::no_destination:
      return "no_destination";
    case rating_outcome::no_price_then:
      return "no_price_then";
    case rating_outcome::out_of_range:
      return "out_of_range";
  }
  ABONENT_ASSERT(false);
}

}  // namespace billing
