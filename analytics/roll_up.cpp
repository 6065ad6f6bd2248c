// Load what is waiting, decide the days (base_flow.hpp), record them.
#include "analytics/roll_up.hpp"

#include <algorithm>

#include "analytics/analytics_sql.hpp"
#include "analytics/base_flow.hpp"

namespace analytics {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

core::civil_date plus(core::civil_date day, int count) { return sys_days{day} + days{count}; }

struct state {
  std::string time_zone;
  std::optional<core::civil_date> rolled_to;
};
BOOST_DESCRIBE_STRUCT(state, (), (time_zone, rolled_to))

struct day_row : flow {
  core::civil_date day;
  std::string tariff_group;
};
BOOST_DESCRIBE_STRUCT(day_row, (flow), (day, tariff_group))

struct charges_added {
  std::int64_t charges, in_other_currencies;
  bool more;
};
BOOST_DESCRIBE_STRUCT(charges_added, (), (charges, in_other_currencies, more))

// Midnights moved: no row of day_flow is about the same day any more.
void start_anew(db::tx& t) {
  t.change(sql::forget_days);
  t.change(sql::forget_charge_marks);
  t.change(sql::queue_all_moves);
}

// The day before the first thing that happened.
core::civil_date before_everything(db::tx& t, const core::zone& zone, core::civil_date today) {
  auto first = t.get<std::optional<core::instant>>(sql::find_first_waiting_move);
  return plus(first ? std::min(zone.date_of(*first), today) : today, -1);
}

std::set<core::civil_date> take_touched_days(db::tx& t, const core::zone& zone, core::civil_date last, int most,
                                             roll_up_progress& done) {
  std::set<core::civil_date> touched;
  for (auto at : t.all<core::instant>(sql::take_waiting_moves, zone.start_of(plus(last, 1)), most)) {
    touched.insert(zone.date_of(at));
    ++done.moves;
  }
  return touched;
}

std::vector<move_count> count_moves(db::tx& t, const core::zone& zone, const std::set<core::civil_date>& on) {
  if (on.empty()) return {};
  std::vector<core::civil_date> each_day{on.begin(), on.end()};
  std::vector<core::instant> begins, ends;
  for (auto day : each_day) {
    begins.push_back(zone.start_of(day));
    ends.push_back(zone.start_of(plus(day, 1)));
  }
  return t.all<move_count>(sql::count_moves, each_day, begins, ends);
}

std::vector<day_flow> days_between(db::tx& t, core::civil_date first, core::civil_date last) {
  std::vector<day_flow> out;
  for (auto& row : t.all<day_row>(sql::list_days, first, last)) out.push_back({row.day, std::move(row.tariff_group), row});
  return out;
}

void record_days(db::tx& t, const std::vector<day_flow>& rows) {
  std::vector<core::civil_date> day;
  std::vector<std::string> group;
  std::vector<std::int64_t> opening, gross, in, out, gone, closing;
  for (const auto& [on, of_group, it] : rows) {
    day.push_back(on);
    group.push_back(of_group);
    opening.push_back(it.opening_base);
    gross.push_back(it.gross_adds);
    in.push_back(it.migrations_in);
    out.push_back(it.migrations_out);
    gone.push_back(it.disconnections);
    closing.push_back(it.closing_base);
  }
  t.change(sql::record_days, day, group, opening, gross, in, out, gone, closing);
}

// Moves before the end of `last` into their days, and every day up to `last` a row.
void roll_base(db::tx& t, const settings& with, core::civil_date rolled_to, core::civil_date last, roll_up_progress& done) {
  days_to_roll from{.first = plus(rolled_to, 1), .last = last, .closing_before = {}, .standing = {}, .recounted = {}, .counts = {}};
  from.recounted = take_touched_days(t, with.operators_zone, last, with.moves_a_step, done);
  if (!from.recounted.empty()) from.first = std::min(from.first, *from.recounted.begin());
  if (from.first > last) return;
  const auto before = plus(from.first, -1);
  for (auto& row : days_between(t, before, before)) from.closing_before[row.tariff_group] = row.of.closing_base;
  from.standing = days_between(t, from.first, last);
  from.counts = count_moves(t, with.operators_zone, from.recounted);
  auto changed = decide_day_flows(from);
  if (!changed.empty()) record_days(t, changed);
  done.days_written += static_cast<std::int64_t>(changed.size());
}

}  // namespace

roll_up_progress roll_up_step(db::tx& t, core::instant now, const settings& with) {
  roll_up_progress done;
  const auto& zone = with.operators_zone;
  const auto today = zone.date_of(now);
  auto at = t.find<state>(sql::lock_roll_up);
  if (!at) return done;
  if (at->time_zone != zone.name()) {
    if (!at->time_zone.empty()) start_anew(t);
    at->rolled_to.reset();
  }
  const auto rolled_to = at->rolled_to ? *at->rolled_to : before_everything(t, zone, today);
  const auto last = std::max(rolled_to, std::min(today, plus(rolled_to, with.days_a_step)));
  roll_base(t, with, rolled_to, last, done);
  t.change(sql::record_roll_up, zone.name(), last);

  done.rolled_to = last;
  done.days_left = std::max(days{0}, sys_days{today} - sys_days{last}).count();
  done.more = done.days_left > 0 || t.get<bool>(sql::are_moves_waiting, zone.start_of(plus(last, 1)));
  if (done.days_left == 0) {
    auto added = t.get<charges_added>(sql::add_new_charges, zone.name(), today, with.positions_a_step, with.currency.code());
    done.charges = added.charges;
    done.charges_in_other_currencies = added.in_other_currencies;
    done.more = done.more || added.more;
  }
  return done;
}

roll_up_progress roll_up(db::access& analytics, core::instant now, const settings& with,
                         const std::function<bool(const roll_up_progress&)>& keep_going) {
  roll_up_progress sum;
  do {
    auto step = analytics.transact([&](db::tx& t) {
      auto done = roll_up_step(t, now, with);
      if (!done.more && done.rolled_to != core::civil_date{}) t.change(sql::record_job, "roll_up", now);
      return done;
    });
    sum.days_written += step.days_written;
    sum.moves += step.moves;
    sum.charges += step.charges;
    sum.charges_in_other_currencies += step.charges_in_other_currencies;
    sum.rolled_to = step.rolled_to;
    sum.days_left = step.days_left;
    sum.more = step.more;
  } while (sum.more && (!keep_going || keep_going(sum)));
  return sum;
}

}  // namespace analytics
