// DDL of segments.
#include "billing/segment_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "billing/billing_sql.hpp"
#include "billing/segment.hpp"
#include "core/log.hpp"

namespace billing {
namespace {

// All columns but segment_id, which a merge gives anew.
constexpr auto columns =
    "customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, occurred_at, recorded_at, "
    "terms_id, reference, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity";

}  // namespace

std::string create_segment_table(std::int64_t id) {
  // The CHECK lets ATTACH believe without a scan. Vacuuming is the sealing's: nothing is ever changed after it, and
  // PostgreSQL's own guard against wraparound does not ask.
  return fmt::format("CREATE TABLE {} (LIKE billing.ledger INCLUDING DEFAULTS INCLUDING CONSTRAINTS, "
                     "CONSTRAINT ledger_segment CHECK (segment_id = {})) WITH (autovacuum_enabled = false)",
                     segment_table(id), id);
}

std::string attach_segment_table(std::int64_t id) {
  return fmt::format("ALTER TABLE billing.ledger ATTACH PARTITION {} FOR VALUES IN ({})", segment_table(id), id);
}

std::string index_segment_table(std::int64_t id) {
  return fmt::format("CREATE UNIQUE INDEX ledger_{0}_place ON {1} (customer_id, pos, line); "
                     "CREATE INDEX ledger_{0}_time ON {1} (customer_id, occurred_at)",
                     id, segment_table(id));
}

std::string fill_merged_table(std::int64_t into, const std::vector<std::int64_t>& from) {
  std::vector<std::string> parts;
  for (auto each : from) parts.push_back(fmt::format("SELECT {} FROM {}", columns, segment_table(each)));
  // In a customer's order, so that what one customer asks for lies on few pages.
  return fmt::format("INSERT INTO {} (segment_id, {}) SELECT {}, {} FROM ({}) u ORDER BY customer_id, pos, line", segment_table(into),
                     columns, into, columns, fmt::join(parts, " UNION ALL "));
}

std::string lock_patience(std::chrono::milliseconds at_most) {
  return fmt::format("SET LOCAL lock_timeout = {}", at_most.count());
}

keeper_turn::keeper_turn(db::copy_session& on, work of) : on_{on}, of_{of} {
  on_.read_steadily([&](db::copy_tx& t) { ours_ = t.get<bool>(sql::take_turn, static_cast<int>(of_)); });
}

keeper_turn::~keeper_turn() {
  if (!ours_) return;
  try {
    on_.read_steadily([&](db::copy_tx& t) { t.exec(sql::end_turn, static_cast<int>(of_)); });
  } catch (const std::exception& why) {
    core::log::warn("room=billing verb=end_turn outcome=lost note=\"{}\"", why.what());  // with its session: the turn is over
  }
}

}  // namespace billing
