// Every step is one transaction and can be taken again after a crash. Attaching an empty table made ahead takes no lock
// that readers or writers feel; CREATE ... PARTITION OF would shut them all out.
#include "billing/segment_keeper.hpp"

#include <fmt/format.h>

#include "billing/billing_sql.hpp"
#include "billing/segment.hpp"
#include "billing/segment_table.hpp"

namespace billing {
namespace {

void make_ready(db::copy_tx& t) {
  auto id = t.get<std::int64_t>(sql::new_segment, "ready", 0);
  t.run_script(create_segment_table(id));
  t.run_script(attach_segment_table(id));
}

bool is_full(db::copy_tx& t, core::instant now, const segment_limits& limits) {
  auto open = t.get<std::int64_t>(sql::open_segment);
  auto bytes = t.get<std::int64_t>(sql::table_bytes, segment_table(open));
  if (bytes >= limits.full_bytes) return true;
  return bytes >= limits.worth_sealing_bytes && t.get<bool>(sql::open_since_before, now - limits.open_at_most);
}

bool open_next(db::copy_session& on, core::instant now, const segment_limits& limits) {
  return on.transact([&](db::copy_tx& t) {
    if (!is_full(t, now, limits)) return false;
    auto next = t.find<std::int64_t>(sql::next_ready_segment);
    if (!next) return false;
    t.exec(sql::close_open_segment);
    t.exec(sql::open_ready_segment, *next, now);
    return true;
  });
}

void seal(db::copy_session& on, std::int64_t id, const segment_limits& limits) {
  on.transact([&](db::copy_tx& t) {
    t.run_script(lock_patience(limits.lock_timeout));
    t.exec(sql::await_writers, id);  // who claimed it while it was open has committed after this
    t.run_script(index_segment_table(id));
    t.exec(sql::seal_segment, id);
    return true;
  });
  on.run_alone("VACUUM (FREEZE) " + segment_table(id));  // a merge will analyse it; its size is all a planner needs here
}

std::vector<std::int64_t> closed_segments(db::copy_session& on) {
  std::vector<std::int64_t> out;
  on.read_steadily([&](db::copy_tx& t) { out = t.all<std::int64_t>(sql::closed_segments); });
  return out;
}

}  // namespace

segments_kept keep_segments(db::copy_session& on, core::instant now, const segment_limits& limits) {
  segments_kept done;
  keeper_turn turn{on, keeper_turn::segments};
  if (!turn.ours()) return done;
  in_vain([&] {
    on.transact([&](db::copy_tx& t) {
      t.run_script(lock_patience(limits.lock_timeout));
      for (auto ready = t.get<std::int64_t>(sql::ready_count); ready < limits.ready_ahead; ++ready, ++done.made) make_ready(t);
      return true;
    });
  });
  on.transact([&](db::copy_tx& t) { return t.change(sql::note_readers) > 0; });  // after the attaching has committed
  if (open_next(on, now, limits)) ++done.opened;
  for (auto id : closed_segments(on))
    if (!in_vain([&] { seal(on, id, limits); })) ++done.sealed;
  return done;
}

namespace {

struct merge_plan {
  std::int64_t into = 0;
  std::vector<std::int64_t> from;
};

// A merge that stands built and waits for its place, or a new one; nothing when no tier is full.
std::optional<merge_plan> find_built(db::copy_session& on) {
  std::optional<merge_plan> out;
  on.read_steadily([&](db::copy_tx& t) {
    for (auto each : t.exec(sql::building_segment)) out = {each.get<std::int64_t>(0), each.get<std::vector<std::int64_t>>(1)};
  });
  return out;
}

std::optional<merge_plan> build(db::copy_session& on, const segment_limits& limits) {
  std::optional<merge_plan> out;
  on.transact([&](db::copy_tx& t) {
    auto due = t.exec(sql::tier_to_merge, limits.merge_at_once);
    if (due.empty()) return false;
    merge_plan plan;
    plan.from = due[0].get<std::vector<std::int64_t>>("segments");
    plan.into = t.get<std::int64_t>(sql::new_segment, "building", due[0].get<int>("tier") + 1);
    t.run_script(create_segment_table(plan.into));
    t.run_script("SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '128MB'");
    t.run_script(fill_merged_table(plan.into, plan.from));
    t.run_script(index_segment_table(plan.into));
    t.exec(sql::note_build, plan.into, plan.from);
    out = plan;
    return true;
  });
  return out;
}

// Frozen rows are seen by every snapshot, so that a reader who began before the exchange misses nothing. PostgreSQL
// freezes them only when no running snapshot is older than the build.
bool freeze(db::copy_session& on, std::int64_t id) {
  on.run_alone("VACUUM (FREEZE, ANALYZE) " + segment_table(id));
  bool frozen = false;
  on.read_steadily([&](db::copy_tx& t) { frozen = t.get<bool>(sql::is_frozen, segment_table(id), id); });
  return frozen;
}

void exchange(db::copy_session& on, const merge_plan& plan, const segment_limits& limits) {
  on.transact([&](db::copy_tx& t) {
    t.run_script(lock_patience(limits.lock_timeout));
    t.run_script("LOCK TABLE ONLY billing.ledger IN ACCESS EXCLUSIVE MODE");
    for (auto each : plan.from) t.run_script("DROP TABLE " + segment_table(each));
    t.run_script(attach_segment_table(plan.into));
    t.exec(sql::seal_merged, plan.into);
    t.exec(sql::forget_segments, plan.from);
    return true;
  });
}

}  // namespace

bool merge_segments(db::copy_session& on, const segment_limits& limits) {
  keeper_turn turn{on, keeper_turn::merges};
  if (!turn.ours()) return false;
  auto plan = find_built(on);
  if (!plan) plan = build(on, limits);
  if (!plan || !freeze(on, plan->into)) return false;
  return !in_vain([&] { exchange(on, *plan, limits); });
}

}  // namespace billing
