// The figures of now, kept for Prometheus: numerators and denominators, never a ready ratio, so that what is asked of them
// later divides sums. History is not Prometheus's: series.hpp reads it.
#pragma once

#include <functional>

#include "analytics/roll_up.hpp"

namespace analytics {

// A line is active while it was charged for anything within this many days.
inline constexpr int active_days = 90;

// Counts the store's lines by tariff group: how many there are (the base must agree) and how many are active.
void count_lines(db::tx& t, core::instant now, const settings& with);

// Writes abonent_kpi_* (docs/operating/metrics.md) from what is rolled up.
void publish_figures(db::access& analytics, core::instant now, const settings& with);

// What the program calls every few seconds: rolls up what is new, counts lines once an hour, publishes. `keep_going` is asked
// between the steps of a long roll-up; what is not finished goes on at the next call.
void refresh_figures(db::access& analytics, core::instant now, const settings& with,
                     const std::function<bool()>& keep_going = {});

}  // namespace analytics
