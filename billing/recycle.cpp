// Recycling: suspended records are decided again from their raw bytes, and what has a price now goes into the ledger.
#include <unordered_map>

#include "billing/ingest.hpp"
#include "billing/raw_batch.hpp"
#include "billing/suspense.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"

namespace billing {
namespace {

struct waiting_record {
  std::int64_t suspense_id = 0;
  std::int64_t batch_id = 0;
  std::uint32_t record_offset = 0, record_length = 0;
};
BOOST_DESCRIBE_STRUCT(waiting_record, (), (suspense_id, batch_id, record_offset, record_length))

// The batches' bytes, which the records point into.
using raw_batches = std::unordered_map<std::int64_t, std::string>;

raw_batches read_batches(db::tx& t, std::span<const waiting_record> of) {
  raw_batches out;
  for (const auto& each : of)
    if (!out.contains(each.batch_id)) out[each.batch_id] = expand(t.get<db::bytes>(sql::raw_of_batch, each.batch_id).data);
  return out;
}

}  // namespace

// One recycling in one transaction; what another recycling has taken meanwhile is left alone.
struct ingest::suspended_work {
  core::instant now;
  std::vector<waiting_record> waiting;
  std::vector<usage_decision> decided;
  std::vector<usage_entry> entries;
  recycled done = {};
  std::vector<usage_entry> rated = {};

  bool operator()(usage_writer::within& in) {
    done = {};
    rated.clear();
    std::vector<std::int64_t> ids;
    for (const auto& each : waiting) ids.push_back(each.suspense_id);
    auto ours = in.t.all<std::int64_t>(sql::lock_waiting, ids);
    std::vector<std::int64_t> resolved, again;
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (!std::binary_search(ours.begin(), ours.end(), waiting[i].suspense_id)) continue;
      if (decided[i].suspended) {
        again.push_back(waiting[i].suspense_id);
        reasons.push_back(db::text<suspense_reason>::to(*decided[i].suspended));
      } else {
        resolved.push_back(waiting[i].suspense_id);
        rated.push_back(entries[i]);
      }
    }
    in.t.exec(sql::note_tried_again, again, reasons);
    in.t.exec(sql::resolve_suspended, resolved, now);
    done = {static_cast<std::int64_t>(resolved.size()), static_cast<std::int64_t>(again.size())};
    return in.write(rated, now);
  }
};

ingest::recycled ingest::recycle(std::optional<suspense_reason> only, int most) {
  suspended_work work;
  raw_batches raw;
  billing_.read([&](db::tx& t) {
    work.waiting = t.all<waiting_record>(sql::waiting_records, only, most);
    raw = read_batches(t, work.waiting);
  });
  std::vector<bus::usage_record> records;
  for (const auto& each : work.waiting) {
    auto record = bus::read_usage_record(raw.at(each.batch_id), each.record_offset, each.record_length).value();
    record.offset = each.record_offset;
    record.length = each.record_length;
    records.push_back(record);
  }
  auto at = listen();
  work.now = at.now;
  work.decided = decide(records, at);
  work.entries = price(records, work.decided);
  for (std::size_t i = 0; i < work.entries.size(); ++i) work.entries[i].batch_id = work.waiting[i].batch_id;
  std::lock_guard one_writer{writing_};
  if (writer_.transact([&](usage_writer::within& in) { return work(in); }) == usage_writer::outcome::committed) tell_rated(work.rated);
  return work.done;
}

}  // namespace billing
