// The three steps of a batch: load (what happened since), decide (pure, decide_usage), record (one transaction).
#include "billing/ingest.hpp"

#include <algorithm>
#include <tuple>

#include "billing/join_sessions.hpp"
#include "billing/raw_batch.hpp"
#include "billing/record_key.hpp"
#include "billing/refusals.hpp"
#include "billing/suspense.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"
#include "core/metrics.hpp"
#include "db/outbox.hpp"

namespace billing {
namespace {

db::bytes bytes_of(const bus::usage_digest& digest) { return {std::string{reinterpret_cast<const char*>(digest.data()), digest.size()}}; }

bool is_part(const usage_entry& it) { return it.decided->suspended == suspense_reason::session_open; }

void count(const bus::usage_answer& answer, std::span<const usage_entry> suspended) {
  auto add = [](const char* outcome, std::uint32_t n) {
    if (n > 0) core::count("abonent_billing_usage_records_total", "Usage records by what became of them.", {{"outcome", outcome}}, n);
  };
  auto parts = static_cast<std::uint32_t>(std::count_if(suspended.begin(), suspended.end(), is_part));
  add("rated", answer.rated);
  add("duplicate", answer.duplicates);
  add("suspended", answer.suspended - parts);
  add("part", parts);
  for (const auto& each : suspended)
    if (!is_part(each)) core::count("abonent_billing_usage_suspended_total", "Usage records put into suspense, by reason.",
                {{"reason", db::text<suspense_reason>::to(*each.decided->suspended)}});
}

bus::usage_answer refused(const core::refusal& why) { return {0, 0, 0, std::string{why.code()}, why.sentence()}; }

bool is_numbered(const bus::usage_batch& batch) {
  constexpr std::uint64_t most = INT64_MAX;  // what a bigint holds
  return !batch.source.empty() && batch.epoch <= most && batch.sequence <= most;
}

}  // namespace

ingest::ingest(db::database& in, const core::clock& clock, core::numbering_plan plan, tell_charged tell)
    : billing_{in.as("billing")}, clock_{clock}, plan_{std::move(plan)}, tell_{std::move(tell)}, writer_{in.config()} {
  lines_.load(billing_);
}

ingest::moment ingest::listen() {
  std::lock_guard one_listener{listening_};
  std::int64_t logged = 0, published = 0;
  billing_.read([&](db::tx& t) {
    logged = db::last_position(t);
    published = t.get<std::int64_t>(sql::versions_published);
  });
  lines_.catch_up(billing_, logged);
  if (published != published_) billing_.transact([&](db::tx& t) { return tariffs_.refresh(t); });
  published_ = published;
  return {tariffs_.pages(), clock_.now()};
}

std::vector<usage_decision> ingest::decide(std::span<const bus::usage_record> records, const moment& at) {
  std::vector<usage_decision> out(records.size());
  usage_world world{lines_, *at.tariffs, plan_, at.now};
  auto decide_where = [&](auto&& wanted) {
    auto reading = lines_.reading();
    for (std::size_t i = 0; i < records.size(); ++i)
      if (wanted(out[i])) out[i] = decide_usage(records[i], world);
  };
  decide_where([](const usage_decision&) { return true; });
  std::set<unknown_identifier> unknown;
  for (const auto& each : out)
    if (each.suspended == suspense_reason::subscriber_unknown) unknown.insert({each.charged, each.subscriber});
  if (!unknown.empty() && lines_.look_up(billing_, unknown))
    decide_where([](const usage_decision& it) { return it.suspended == suspense_reason::subscriber_unknown; });
  return out;
}

std::int32_t ingest::terms_of(const usage_decision& of) {
  const auto& tariff = of.tariff->source();
  terms under{of.line.offering->code, of.line.offering->version, tariff.code, tariff.version, of.line.offering->tariff_group, of.line.scratch};
  std::lock_guard hold{terms_guard_};
  auto [at, fresh] = terms_.try_emplace(under, 0);
  if (fresh) {
    try {
      at->second = billing_.transact([&](db::tx& t) { return terms_id(t, under); });
    } catch (...) {
      terms_.erase(at);
      throw;
    }
  }
  return at->second;
}

std::vector<usage_entry> ingest::price(std::span<const bus::usage_record> records, std::span<const usage_decision> decided) {
  std::vector<usage_entry> out(records.size());
  // A batch is priced under few terms; comparing three words is quicker than comparing their names.
  std::vector<std::pair<std::tuple<const offering_terms*, const compiled_tariff*, bool>, std::int32_t>> met;
  for (std::size_t i = 0; i < records.size(); ++i) {
    out[i] = {&decided[i], &records[i], 0, 0};
    if (decided[i].suspended) continue;
    std::tuple key{decided[i].line.offering, decided[i].tariff, decided[i].line.scratch};
    auto known = std::find_if(met.begin(), met.end(), [&](const auto& each) { return each.first == key; });
    if (known == met.end()) known = met.insert(met.end(), {key, terms_of(decided[i])});
    out[i].terms_id = known->second;
  }
  return out;
}

// One batch in one transaction. It may be run several times, until nobody overtook it.
struct ingest::batch_work {
  const bus::usage_batch& batch;
  seen_keys& seen;
  std::string source;
  core::instant now;
  bool parked;  // its key is in the batch ledger as parked, and this is the retry
  std::vector<seen_keys::keyed> keys;  // of each record
  std::vector<usage_entry> entries;
  std::string raw;
  bus::usage_answer answer = {};
  std::int64_t batch_id = 0;
  std::vector<usage_entry> rated = {}, suspended = {};
  std::vector<seen_keys::keyed> first_keys = {};

  // The answer given before, when there is one.
  bool was_answered(const db::rows& before) {
    if (before.empty()) return false;
    if (before[0].get<db::bytes>("digest").data != bytes_of(batch.digest).data) {
      answer = refused(batch_digest_differs);
      return true;
    }
    if (parked && before[0].get<std::string>("state") == "parked") return false;
    answer = {before[0].get<std::uint32_t>("rated"), before[0].get<std::uint32_t>("duplicates"), before[0].get<std::uint32_t>("suspended"),
              before[0].get<std::string>("refusal"), before[0].get<std::string>("detail")};
    return true;
  }

  void sort_out(const std::vector<bool>& first) {
    rated.clear();
    suspended.clear();
    first_keys.clear();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!first[i]) continue;
      entries[i].batch_id = batch_id;
      (entries[i].decided->suspended ? suspended : rated).push_back(entries[i]);
      first_keys.push_back(keys[i]);
    }
    answer = {static_cast<std::uint32_t>(rated.size()), static_cast<std::uint32_t>(entries.size() - first_keys.size()),
              static_cast<std::uint32_t>(suspended.size()), {}, {}};
  }

  void record_batch(db::copy_tx& t) {
    std::optional<std::int64_t> from, to;
    std::vector<core::uuid> digests;
    for (const auto& each : first_keys) {
      from = std::min(from.value_or(each.start.micros()), each.start.micros());
      to = std::max(to.value_or(each.start.micros()), each.start.micros());
      digests.push_back(each.key);
    }
    db::bytes packed{pack_keys(std::move(digests))};
    auto position = seen.position(source) + 1;
    if (parked)
      t.send(sql::apply_parked_batch, batch.source, batch.epoch, batch.sequence, batch_id, answer.rated, answer.duplicates, answer.suspended,
             position, from, to, packed);
    else
      t.send(sql::record_batch, batch.source, batch.epoch, batch.sequence, batch_id, bytes_of(batch.digest), answer.rated, answer.duplicates,
             answer.suspended, db::bytes{raw}, now, position, from, to, packed);
  }

  bool operator()(usage_writer::within& in) {
    // In one journey: what does not depend on each other's answers. A batch that was answered before is rolled back.
    in.t.send(sql::find_batch, batch.source, batch.epoch, batch.sequence);
    in.t.send(sql::next_batch_id);
    seen.ask(in.t, source);
    auto answers = in.t.settle();
    if (was_answered(answers[0])) return false;
    batch_id = answers[1][0].get<std::int64_t>(0);
    in.overtaken = !seen.hear(in.t, source, answers[2], answers[3]);
    if (in.overtaken) return false;
    sort_out(seen.find_first(in.t, source, keys));
    record_suspended(in.t, now, batch.source, suspended);
    record_parts(in.t, now, batch.source, suspended);
    record_batch(in.t);
    return in.write(rated, now);
  }
};

bus::usage_answer ingest::apply(const bus::usage_batch& batch, bool parked) {
  if (!is_numbered(batch)) return refused(batch_not_numbered);
  auto at = listen();
  auto decided = decide(batch.records, at);
  batch_work work{batch, seen_, std::string{batch.source}, at.now, parked, {}, price(batch.records, decided), parked ? "" : compress(batch.raw)};
  work.keys.reserve(batch.records.size());
  for (const auto& each : batch.records) work.keys.push_back({record_key(batch.source, each, batch.raw), each.start});
  std::lock_guard one_writer{writing_};
  try {
    if (writer_.transact([&](usage_writer::within& in) { return work(in); }) == usage_writer::outcome::committed) {
      seen_.took(work.source, work.batch_id, work.first_keys);
      count(work.answer, work.suspended);
      tell_rated(work.rated);
    }
  } catch (...) {
    seen_.forget(work.source);  // whether it happened is asked anew
    throw;
  }
  return work.answer;
}

void ingest::tell_rated(std::span<const usage_entry> rated) const {
  std::vector<core::customer_id> who;
  who.reserve(rated.size());
  for (const auto& each : rated) who.push_back(each.decided->line.customer);
  tell_once(tell_, std::move(who));
}

bus::usage_answer ingest::apply(const bus::usage_batch& batch) { return apply(batch, false); }

bus::usage_answer ingest::park(const bus::usage_batch& batch, std::string_view reason) {
  if (!is_numbered(batch)) return refused(batch_not_numbered);
  auto answer = refused(batch_parked);
  billing_.transact([&](db::tx& t) {
    t.exec(sql::park_batch, batch.source, batch.epoch, batch.sequence, bytes_of(batch.digest), answer.refusal, answer.detail,
           db::bytes{compress(batch.raw)}, clock_.now(), reason);
  });
  core::count("abonent_billing_batches_parked_total", "Batches that failed three times and wait for a person.");
  return answer;
}

std::optional<bus::usage_answer> ingest::retry_parked(std::string_view source, std::uint64_t epoch, std::uint64_t sequence) {
  auto raw = billing_.read([&](db::tx& t) { return t.find<db::bytes>(sql::parked_raw, source, epoch, sequence); });
  if (!raw) return std::nullopt;
  auto bytes = expand(raw->data);
  std::vector<bus::usage_record> records;
  auto batch = bus::read_usage_batch({source, epoch, sequence, bytes}, records);
  if (!batch) return refused(batch.error());
  return apply(*batch, true);
}

bus::usage_standing ingest::standing(std::string_view source) {
  return billing_.read([&](db::tx& t) -> bus::usage_standing {
    auto last = t.exec(sql::standing, source);
    if (last.empty()) return {};
    return {last[0].get<std::uint64_t>(0), last[0].get<std::uint64_t>(1)};
  });
}

}  // namespace billing
