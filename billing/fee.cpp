// Periods, proration, credits. Everything in the customer's own calendar.
#include "billing/fee.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "core/money.hpp"

namespace billing {
namespace {

std::int64_t rounded_share(std::int64_t amount_micros, int days, int of_days, int decimals) {
  std::int64_t lost = 1;
  for (int i = decimals; i < 6; ++i) lost *= 10;
  auto exact = static_cast<core::int128>(amount_micros) * days;
  return core::multiply_checked(core::divide(exact, of_days * lost, core::rounding::half_up), lost);
}

// The line ended before a day that is charged already: the newest such charge is taken back as far as it goes too far.
fee_step credit(const fee& of, core::civil_date end, int decimals) {
  ABONENT_ASSERT(of.last_from && of.last_cycle_from && of.last_cycle_to && of.last_amount_micros);
  date_span cycle{*of.last_cycle_from, *of.last_cycle_to};
  auto kept_to = std::max(end, *of.last_from);
  auto kept = fee_for(of.amount_micros, of.proration, cycle, {*of.last_from, kept_to}, decimals);
  fee_charge back{
      fee_charge_kind::credit, {kept_to, *of.charged_to}, cycle, kept - *of.last_amount_micros, *of.ended_at};
  return {back, kept_to, kept_to > end ? of.ended_at : std::nullopt};
}

}  // namespace

std::int64_t fee_for(std::int64_t amount_micros, fee_proration proration, const date_span& cycle,
                     const date_span& active, int decimals) {
  if (active.days() <= 0) return 0;
  if (active == cycle) return amount_micros;
  switch (proration) {
    case fee_proration::by_day:
      return rounded_share(amount_micros, active.days(), cycle.days(), decimals);
    case fee_proration::full:
      return amount_micros;
    case fee_proration::none:
      return 0;
  }
  ABONENT_ASSERT(false);
}

fee_step decide_fee(const fee& of) {
  auto zone = core::zone::find(of.time_zone).value_or(core::zone::utc());
  auto decimals = core::currency::parse(of.currency).value().decimals();
  auto begin = zone.date_of(of.began_at);
  if (of.kind == fee_kind::one_time) {
    if (of.charged_to) return {{}, of.charged_to, {}};
    return {
        fee_charge{fee_charge_kind::charge, {begin, begin}, {begin, begin}, of.amount_micros, of.began_at}, begin, {}};
  }
  auto end = of.ended_at ? std::optional{zone.date_of(*of.ended_at)} : std::nullopt;
  if (end && of.charged_to && *of.charged_to > *end) return credit(of, *end, decimals);
  auto next = of.charged_to.value_or(begin);
  if (end && next >= *end) return {{}, of.charged_to, {}};
  auto cycle = cycle_of(next, of.bill_day);
  date_span period{next, end ? std::min(cycle.to, *end) : cycle.to};
  fee_charge charge{fee_charge_kind::charge, period, cycle,
                    fee_for(of.amount_micros, of.proration, cycle, period, decimals),
                    of.charged_to ? zone.start_of(next) : of.began_at};
  bool last = end && period.to >= *end;
  return {charge, period.to, last ? std::nullopt : std::optional{zone.start_of(period.to)}};
}

}  // namespace billing
