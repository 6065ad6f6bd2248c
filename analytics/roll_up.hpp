// The daily job that is always up to date: from moves of lines and recognised charges to day_flow, the rows every figure
// is read from. It may be stopped anywhere and run any number of times, by any number of programs: each step is one
// transaction that takes its facts off their queue and writes the days they belong to.
#pragma once

#include <functional>

#include "analytics/settings.hpp"
#include "core/instant.hpp"
#include "db/database.hpp"

namespace analytics {

struct roll_up_progress {
  std::int64_t days_written = 0;  // rows of day_flow that are new or different
  std::int64_t moves = 0;
  std::int64_t charges = 0;
  std::int64_t charges_in_other_currencies = 0;
  core::civil_date rolled_to{};
  std::int64_t days_left = 0;  // until today
  bool more = false;           // another step has something to do
};

// One step. Another roll-up at work at this moment: nothing is done, and there is no more to do here.
roll_up_progress roll_up_step(db::tx& t, core::instant now, const settings& with);

// Steps until everything known is rolled up, or `keep_going` says to stop after one. Answers the sum of what was done.
roll_up_progress roll_up(db::access& analytics, core::instant now, const settings& with,
                         const std::function<bool(const roll_up_progress&)>& keep_going = {});

}  // namespace analytics
