// First try: decide by memory, COPY, lock the lanes, compare, move. Overtaken: lock first, read the news, decide again.
#include "billing/usage_writer.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "billing/billing_sql.hpp"
#include "billing/entry.hpp"
#include "billing/holdings.hpp"
#include "billing/segment.hpp"
#include "billing/usage_sql.hpp"
#include "core/metrics.hpp"
#include "core/money.hpp"

namespace billing {
namespace {

constexpr auto row_columns =
    "segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, occurred_at, "
    "recorded_at, terms_id, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity";
constexpr std::int16_t row_column_count = 21;

std::vector<std::int16_t> every_lane() {
  std::vector<std::int16_t> out;
  for (std::int16_t lane = 0; lane < lane_count; ++lane) out.push_back(lane);
  return out;
}

}  // namespace

// What one transaction changes, kept beside memory until it is committed.
struct usage_writer::pass {
  explicit pass(const lane_memory& known) : memory{known} {}

  std::int64_t& level(const bucket_key& of) {
    auto [at, fresh] = levels.try_emplace(of, 0);
    if (fresh) at->second = memory.level(of);
    return at->second;
  }

  // What it costs after all that came before it: a tariff that remembers is asked again, now that this is known.
  rated rate_again(const usage_entry& entry) {
    const auto& decided = *entry.decided;
    const auto& line = decided.line;
    holder who{line.subscriber.value(), line.since, line.zone, line.bill_day};
    auto state = held.look(*decided.tariff, who, decided.service, entry.record->start, [&](std::int64_t bucket) { return level({line.customer, bucket}); });
    auto answer = billing::rate(*decided.tariff, facts_of(*entry.record, decided), state);
    if (answer.outcome != rating_outcome::rated)
      throw std::overflow_error{fmt::format("usage had a price and has none any more: {}", name_of(answer.outcome))};
    return answer;
  }

  void add_rows(db::copy_rows& to, std::int64_t segment, const usage_entry& entry, core::instant now) {
    const auto& decided = *entry.decided;
    if (decided.tariff->is_stateless()) return add_row(to, segment, entry, now, decided.answer, money_bucket, -decided.answer.charge_micros);
    auto answer = rate_again(entry);
    add_row(to, segment, entry, now, answer, money_bucket, -answer.charge_micros);
    for (const auto& each : held.changes(answer)) add_row(to, segment, entry, now, answer, each.bucket, each.delta);
  }

  void add_row(db::copy_rows& to, std::int64_t segment, const usage_entry& entry, core::instant now, const rated& answer,
               std::int64_t bucket, std::int64_t delta) {
    const auto& decided = *entry.decided;
    auto lane = lane_of(decided.line.customer);
    auto& in = level({decided.line.customer, bucket});
    to.begin_row();
    to.add(segment);
    to.add(decided.line.customer);
    to.add(lane);
    to.add(memory.pos(lane) + 1);
    to.add(lines[static_cast<std::size_t>(lane)]++);
    to.add(bucket);
    to.add(delta);
    to.add(in);
    to.add(std::string_view{"usage"});
    to.add(decided.line.subscriber);
    to.add(entry.record->start);
    to.add(now);
    to.add(entry.terms_id);
    to.add(entry.batch_id);
    to.add(static_cast<std::int32_t>(entry.record->offset));
    to.add(static_cast<std::int32_t>(entry.record->length));
    to.add(catalog::name_of(decided.service));
    to.add(decided.incoming);
    to.add(std::string_view{decided.other_party});
    to.add(decided.tariff->destination_label(answer.destination));
    to.add(entry.record->quantity);
    in = core::add_checked(in, delta);
  }

  const lane_memory& memory;
  bucket_levels levels;
  std::array<std::int32_t, lane_count> lines{};
  holdings held;
};

usage_writer::usage_writer(db::database_config config) : session_{std::move(config), "billing"} {}

namespace {

struct lanes_used {
  std::vector<std::int16_t> which;
  std::vector<std::int64_t> from;
};

lanes_used used_by(const std::array<std::int32_t, lane_count>& lines, const lane_memory& memory) {
  lanes_used out;
  for (std::int16_t lane = 0; lane < lane_count; ++lane)
    if (lines[static_cast<std::size_t>(lane)] > 0) {
      out.which.push_back(lane);
      out.from.push_back(memory.pos(lane));
    }
  return out;
}

// Last before COMMIT, lanes ascending. False: somebody was there first.
bool move_lanes(db::copy_tx& t, const lanes_used& lanes) {
  t.send(sql::lock_lanes, lanes.which);
  t.send(sql::advance_lanes, lanes.which, lanes.from);
  return t.settle().back().affected() == static_cast<std::int64_t>(lanes.which.size());
}

}  // namespace

bool usage_writer::run_once(const std::function<bool(within&)>& body, bool lock_first, bool& overtaken) {
  pass now_deciding{memory_};
  bool committed = session_.transact([&](db::copy_tx& t) {
    within inside{t,
                  [&](std::span<const usage_entry> entries, core::instant now) {
                    if (entries.empty()) return true;
                    if (lock_first) {
                      t.settle();  // what body has sent
                      t.exec(sql::lock_lanes, every_lane());
                      memory_.read_news(t);
                    }
                    auto segment = claim_segment(t);
                    now_deciding.levels.reserve(entries.size());
                    db::copy_rows rows{row_column_count};
                    rows.reserve(entries.size() * 320);
                    for (const auto& each : entries) now_deciding.add_rows(rows, segment, each, now);
                    t.copy(fmt::format("{} ({})", segment_table(segment), row_columns), rows);
                    overtaken = !move_lanes(t, used_by(now_deciding.lines, memory_));
                    return !overtaken;
                  },
                  overtaken};
    return body(inside);
  });
  if (!committed) return false;
  for (auto lane : used_by(now_deciding.lines, memory_).which) memory_.move(lane, memory_.pos(lane) + 1);
  for (const auto& [bucket, level] : now_deciding.levels)
    if (level != memory_.level(bucket)) memory_.set(bucket, level);
  return true;
}

usage_writer::outcome usage_writer::transact(const std::function<bool(within&)>& body) {
  constexpr int tries = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      if (!warm_) {
        session_.read_steadily([&](db::copy_tx& t) { memory_.load(t); });
        warm_ = true;
      }
      bool overtaken = false;
      if (run_once(body, attempt > 1, overtaken)) return outcome::committed;
      if (!overtaken) return outcome::given_up;
      core::count("abonent_billing_lanes_overtaken_total", "Transactions that decided again because another writer was first.");
    } catch (const db::in_doubt&) {
      warm_ = false;  // it may have happened: memory is read anew, and body sees whether its work is there
      if (attempt == tries) throw;
    } catch (const db::statement_failed& why) {
      // Another writer of the same batch or of a lane in another order: look again. What PostgreSQL refuses for good
      // it refuses again.
      bool again = why.sqlstate == "23505" || why.sqlstate == "40P01" || why.sqlstate == "40001";
      if (!again || attempt == tries) throw;
    } catch (...) {
      warm_ = false;
      throw;
    }
  }
}

}  // namespace billing
