// load: the due parts, locked, and what is known of their sessions. decide: decide_session(). record: the batches that
// were made of them, and only then, from what is committed, rating them: by (source, epoch, sequence) once.
#include "billing/join_sessions.hpp"

#include <fmt/format.h>

#include <boost/describe/class.hpp>
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "billing/raw_batch.hpp"
#include "billing/session_sql.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"
#include "core/metrics.hpp"

namespace billing {
namespace {

constexpr int sessions_at_once = 500;

struct due_part {
  std::int64_t part_id;
  std::string source, charging_id, part;
  core::instant started_at;
};
BOOST_DESCRIBE_STRUCT(due_part, (), (part_id, source, charging_id, part, started_at))

struct part_row {
  std::int64_t part_id;
  std::string source, charging_id;
  bool last;
  int number;
  core::instant started, ended;
  std::int64_t quantity;
  core::instant received;
  std::int64_t batch_id;
  std::uint32_t record_offset, record_length;
};
BOOST_DESCRIBE_STRUCT(part_row, (), (part_id, source, charging_id, last, number, started, ended, quantity, received, batch_id, record_offset, record_length))

struct session_row {
  std::string source, charging_id;
  core::instant opened, last_seen;
  std::int64_t charged;
  int pieces;
  bool ended;
};
BOOST_DESCRIBE_STRUCT(session_row, (), (source, charging_id, opened, last_seen, charged, pieces, ended))

struct batch_row {
  std::uint64_t sequence;
  std::string source;
  db::bytes raw;
};
BOOST_DESCRIBE_STRUCT(batch_row, (), (sequence, source, raw))

using session_key = std::pair<std::string, std::string>;  // source, charging id

std::string_view name_of(join_reason it) {
  switch (it) {
    case join_reason::whole: return "whole";
    case join_reason::late: return "late";
    case join_reason::parts_missing: return "parts_missing";
    case join_reason::no_end: return "no_end";
    case join_reason::id_used_again: return "id_used_again";
    case join_reason::so_far: return "so_far";
  }
  return "whole";
}

std::string_view name_of(bus::usage_part it) {
  switch (it) {
    case bus::usage_part::last: return "last";
    case bus::usage_part::all_ended: return "all_ended";
    case bus::usage_part::whole:
    case bus::usage_part::some: break;
  }
  return "some";
}

core::instant storable(core::instant at) {
  return std::clamp(at, core::instant::from_seconds(0), core::instant::from_seconds(9'999'999'999));
}

// One record a piece, with the fields of the part it is like.
struct made_record {
  std::string key;
  bus::usage_record record;
};

class joining {
 public:
  joining(db::tx& t, core::instant now, const session_rules& rules) : t_{t}, now_{now}, rules_{rules} {}

  std::size_t run() {
    auto due = t_.all<due_part>(sql::lock_due_parts, now_, sessions_at_once);
    if (due.empty()) return 0;
    std::set<session_key> keys;
    for (const auto& each : due) {
      if (each.part == "all_ended") {
        t_.exec(sql::end_sessions, each.source, each.charging_id, each.started_at, now_);
        resolved_.push_back(each.part_id);
      } else {
        keys.emplace(each.source, each.charging_id);
      }
    }
    load(keys);
    for (const auto& key : keys) join(key);
    for (const auto& [source, records] : made_) record_batch(source, records);
    t_.exec(sql::resolve_parts, resolved_, now_);
    return due.size();
  }

 private:
  void load(const std::set<session_key>& keys) {
    std::vector<std::string> sources, ids;
    for (const auto& [source, id] : keys) {
      sources.push_back(source);
      ids.push_back(id);
    }
    for (auto& each : t_.all<part_row>(sql::waiting_parts, sources, ids)) parts_[{each.source, each.charging_id}].push_back(std::move(each));
    for (auto& each : t_.all<session_row>(sql::known_sessions, sources, ids))
      known_[{each.source, each.charging_id}].push_back({each.opened, each.last_seen, each.charged, each.pieces, each.ended});
  }

  void join(const session_key& key) {
    std::vector<session_part> parts;
    for (const auto& each : parts_[key])
      parts.push_back({each.part_id, each.last, each.number, each.started, each.ended, each.quantity, each.received});
    auto decided = decide_session(parts, known_[key], rules_, now_);
    for (const auto& piece : decided.pieces) {
      resolved_.insert(resolved_.end(), piece.parts.begin(), piece.parts.end());
      const auto& after = piece.after;
      t_.exec(sql::record_session, key.first, key.second, after.opened, after.last_seen, after.charged, after.pieces, after.ended, now_);
      core::count("abonent_billing_sessions_joined_total", "Calls and sessions put together from their parts, by why it was time.",
                  {{"because", std::string{name_of(piece.because)}}});
      if (piece.quantity > 0) make_record(key, piece);
    }
    if (decided.look_again) t_.exec(sql::look_again, key.first, key.second, *decided.look_again, now_);
  }

  void make_record(const session_key& key, const joined_piece& piece) {
    const auto& rows = parts_.at(key);
    const auto& like = *std::find_if(rows.begin(), rows.end(), [&](const auto& it) { return it.part_id == piece.like; });
    auto [raw, fresh] = raw_.try_emplace(like.batch_id);
    if (fresh) raw->second = expand(t_.get<db::bytes>(sql::raw_of_batch, like.batch_id).data);
    auto& made = made_[key.first].emplace_back();
    made.key = fmt::format("{} {} {}", key.second, piece.after.opened.micros(), piece.after.pieces);
    made.record = bus::read_usage_record(raw->second, like.record_offset, like.record_length).value();
    made.record.start = piece.start;
    made.record.quantity = piece.quantity;
    made.record.part = bus::usage_part::whole;
    made.record.ended = {};
    made.record.part_number = 0;
  }

  void record_batch(const std::string& source, const std::vector<made_record>& records) {
    std::vector<bus::usage_record> views;
    for (const auto& each : records) {
      views.push_back(each.record);
      views.back().record_key = each.key;
    }
    auto name = source + "/joined";
    auto sequence = t_.get<std::uint64_t>(sql::next_joined_batch);
    t_.exec(sql::record_joined_batch, sequence, name, db::bytes{bus::write_usage_batch(name, made_epoch, sequence, views)});
  }

  db::tx& t_;
  core::instant now_;
  const session_rules& rules_;
  std::map<session_key, std::vector<part_row>> parts_;
  std::map<session_key, std::vector<known_session>> known_;
  std::unordered_map<std::int64_t, std::string> raw_;  // the records point into it
  std::map<std::string, std::vector<made_record>> made_;  // by source
  std::vector<std::int64_t> resolved_;
};

}  // namespace

void deliver_made(db::access billing, bus::usage_sink& to) {
  for (;;) {
    auto waiting = billing.read([](db::tx& t) { return t.all<batch_row>(sql::joined_batches, 50); });
    if (waiting.empty()) return;
    for (const auto& each : waiting) {
      std::vector<bus::usage_record> records;
      auto batch = bus::read_usage_batch({each.source, made_epoch, each.sequence, each.raw.data}, records).value();
      auto answer = to.apply(batch);
      if (!answer.refusal.empty())
        throw std::runtime_error{fmt::format("batch {} of {}: {} {}", each.sequence, each.source, answer.refusal, answer.detail)};
      billing.transact([&](db::tx& t) { t.exec(sql::drop_joined_batch, each.sequence); });
    }
  }
}

void record_parts(db::copy_tx& t, core::instant now, std::string_view source, std::span<const usage_entry> records, const session_rules& rules) {
  db::copy_rows rows{13};
  for (const auto& each : records) {
    if (each.decided->suspended != suspense_reason::session_open) continue;
    const auto& record = *each.record;
    bool look_now = record.part != bus::usage_part::some;
    rows.begin_row();
    rows.add(std::string_view{"waiting"});
    rows.add(source);
    rows.add(record.charging_id);
    rows.add(name_of(record.part));
    rows.add(static_cast<std::int32_t>(std::min<std::uint32_t>(record.part_number, INT32_MAX)));
    rows.add(storable(record.start));
    rows.add(storable(std::max(record.start, record.ended)));
    rows.add(record.quantity);
    rows.add(each.batch_id);
    rows.add(static_cast<std::int32_t>(record.offset));
    rows.add(static_cast<std::int32_t>(record.length));
    rows.add(now);
    rows.add(look_now ? now : now + std::min(rules.quiet, rules.longest));
  }
  if (rows.count() == 0) return;
  t.copy("billing.session_part (state, source, charging_id, part, part_number, started_at, ended_at, quantity, batch_id, record_offset, "
         "record_length, received_at, due_at)",
         rows);
}

std::size_t join_sessions(db::access billing, bus::usage_sink& to, core::instant now, const session_rules& rules) {
  deliver_made(billing, to);
  auto looked_at = billing.transact([&](db::tx& t) { return joining{t, now, rules}.run(); });
  if (looked_at > 0) deliver_made(billing, to);
  return looked_at;
}

std::size_t forget_sessions(db::access billing, core::instant now, std::chrono::days kept) {
  return billing.transact([&](db::tx& t) {
    return static_cast<std::size_t>(t.change(sql::forget_parts, now - kept, 10'000) + t.change(sql::forget_sessions, now - kept, 10'000));
  });
}

}  // namespace billing
