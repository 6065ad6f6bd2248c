// Bill days of a month and its neighbours.
#include "billing/billing_cycle.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace billing {
namespace {

core::civil_date bill_date(std::chrono::year_month in, int bill_day) {
  std::chrono::year_month_day_last last{in.year(), std::chrono::month_day_last{in.month()}};
  return {in.year(), in.month(), std::min(std::chrono::day{static_cast<unsigned>(bill_day)}, last.day())};
}

}  // namespace

date_span cycle_of(core::civil_date day, int bill_day) {
  ABONENT_ASSERT(day.ok() && bill_day >= 1 && bill_day <= 31);
  std::chrono::year_month month{day.year(), day.month()};
  if (bill_date(month, bill_day) > day) month -= std::chrono::months{1};
  return {bill_date(month, bill_day), bill_date(month + std::chrono::months{1}, bill_day)};
}

}  // namespace billing
