// One moment (REPEATABLE READ): the lanes' positions and all rows up to them. Nothing waits for it but other snapshots.
#include "billing/snapshot.hpp"

#include <fmt/format.h>

#include <vector>

#include "billing/billing_sql.hpp"
#include "billing/segment.hpp"
#include "billing/segment_table.hpp"

namespace billing {
namespace {

std::string level_table(std::int64_t generation) { return fmt::format("billing.level_{}", generation); }

std::string rows_after_head(const std::vector<std::int64_t>& segments, std::string_view columns) {
  std::string out;
  for (auto each : segments)
    out += fmt::format("{}SELECT {} FROM {} r JOIN billing.snapshot_head h ON h.lane = r.lane WHERE r.pos > h.pos",
                       out.empty() ? "" : " UNION ALL ", columns, segment_table(each));
  return out;
}

void write_levels(db::copy_tx& t, std::int64_t generation, std::int64_t earlier, const std::vector<std::int64_t>& news) {
  t.run_script("SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '128MB'");
  t.run_script(fmt::format("CREATE TABLE {} (LIKE billing.level, CONSTRAINT level_generation CHECK (generation = {}))",
                           level_table(generation), generation));
  t.run_script(fmt::format("INSERT INTO {} SELECT {}, customer_id, bucket_id, sum(delta_micros)::bigint FROM ("
                           "SELECT customer_id, bucket_id, level_micros AS delta_micros FROM billing.level WHERE generation = {}"
                           "{}{}) u GROUP BY customer_id, bucket_id",
                           level_table(generation), generation, earlier, news.empty() ? "" : " UNION ALL ",
                           rows_after_head(news, "r.customer_id, r.bucket_id, r.delta_micros")));
  t.run_script(fmt::format("CREATE UNIQUE INDEX level_{0}_bucket ON {1} (customer_id, bucket_id)", generation, level_table(generation)));
}

// A reader that planned before the new generation was attached must not see the head point at it: when we hold this
// lock there is none, and who comes next plans anew. Readers queue behind us 200 ms at most, then we let them by.
constexpr auto shut_out_readers = R"sql(
  DO $$ BEGIN
    SET LOCAL lock_timeout = 200;
    FOR attempt IN 1..100 LOOP
      BEGIN
        LOCK TABLE ONLY billing.level IN ACCESS EXCLUSIVE MODE;
        RETURN;
      EXCEPTION WHEN lock_not_available THEN PERFORM pg_sleep(0.1);
      END;
    END LOOP;
    LOCK TABLE ONLY billing.level IN ACCESS EXCLUSIVE MODE;
  END $$)sql";

// The head's time: no folded row was recorded after it, whatever clock its writer had. Kept in a setting of this
// transaction, so that the rows are read before the readers are shut out.
void note_latest(db::copy_tx& t, const std::vector<std::int64_t>& news, core::instant now) {
  auto latest = news.empty() ? std::string{"NULL"}
                             : fmt::format("(SELECT max(recorded_at) FROM ({}) u)", rows_after_head(news, "r.recorded_at"));
  t.run_script(fmt::format("SELECT set_config('abonent.latest', greatest('{}'::timestamptz, {})::text, true)", now.text(), latest));
}

void flip(db::copy_tx& t, std::int64_t generation) {
  t.run_script(shut_out_readers);
  t.run_script(fmt::format("ALTER TABLE billing.level ATTACH PARTITION {} FOR VALUES IN ({})", level_table(generation), generation));
  t.exec(sql::flip_heads, generation);
}

// When nobody reads the earlier generations any more; else the next snapshot drops them.
void drop_earlier(db::copy_session& on, std::int64_t generation, std::int64_t built_in) {
  in_vain([&] {
    on.transact([&](db::copy_tx& t) {
      if (!t.get<bool>(sql::is_frozen_since, level_table(generation), built_in)) return false;
      t.run_script("SET LOCAL lock_timeout = 200");
      for (auto each : t.all<std::int64_t>(sql::earlier_generations, generation)) t.run_script("DROP TABLE " + level_table(each));
      return true;
    });
  });
}

}  // namespace

bool snapshot_is_due(db::copy_session& on, const snapshot_limits& limits) {
  bool due = false;
  on.read_steadily([&](db::copy_tx& t) {
    auto news = t.get<std::int64_t>(sql::bytes_after_heads);
    auto levels = t.get<std::int64_t>(sql::bytes_of_levels);
    due = (news >= limits.news_bytes && news >= limits.times_levels * levels) ||
          (news >= limits.news_bytes_worth && news >= limits.times_few_levels * levels);
  });
  return due;
}

bool take_snapshot(db::copy_session& on, core::instant now) {
  keeper_turn turn{on, keeper_turn::merges};  // no merge may take away what we read
  if (!turn.ours()) return false;
  std::int64_t generation = 0;
  std::int64_t built_in = 0;
  on.transact_steadily([&](db::copy_tx& t) {
    auto earlier = t.get<std::int64_t>(sql::standing_generation);
    auto news = t.all<std::int64_t>(sql::segments_after_heads);
    generation = t.get<std::int64_t>(sql::next_generation);
    built_in = t.get<std::int64_t>(sql::this_transaction);
    write_levels(t, generation, earlier, news);
    note_latest(t, news, now);
    flip(t, generation);
    return true;
  });
  on.run_alone("VACUUM (FREEZE, ANALYZE) " + level_table(generation));
  drop_earlier(on, generation, built_in);
  return true;
}

}  // namespace billing
