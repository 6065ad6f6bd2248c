// Ingest's own work done again for a month of usage, customer by customer in the order in which it happened, by a tariff that
// is not published.
#include "billing/simulation.hpp"

#include <boost/describe/class.hpp>
#include <numeric>
#include <unordered_map>

#include "billing/holdings.hpp"
#include "billing/ingest.hpp"
#include "billing/raw_batch.hpp"
#include "billing/usage_sql.hpp"
#include "bus/usage_wire.hpp"

namespace billing {

struct simulated_record {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
  std::int64_t charge_micros, batch_id;
  std::uint32_t record_offset, record_length;
};
BOOST_DESCRIBE_STRUCT(simulated_record, (), (customer_id, subscriber_id, charge_micros, batch_id, record_offset, record_length))

namespace {

constexpr int page_rows = 20'000;

// Batches' bytes, kept while they are likely to be asked for again.
class raw_shelf {
 public:
  explicit raw_shelf(db::access& from) : from_{from} {}
  const std::string& of(std::int64_t batch) {
    if (bytes_ > kept_bytes) shelf_.clear(), bytes_ = 0;
    auto [at, fresh] = shelf_.try_emplace(batch);
    if (fresh) {
      auto raw = from_.read([&](db::tx& t) { return t.find<db::bytes>(sql::raw_of_batch, batch); });
      if (raw) at->second = expand(raw->data);
      bytes_ += at->second.size();
    }
    return at->second;
  }

 private:
  static constexpr std::size_t kept_bytes = 256 << 20;
  db::access& from_;
  std::unordered_map<std::int64_t, std::string> shelf_;
  std::size_t bytes_ = 0;
};

// The draft at work on one customer after the other.
class rating_by_draft {
 public:
  explicit rating_by_draft(const catalog::tariff& draft) {
    std::int16_t last = 0;
    by_ = compiled_tariff::compile(draft, number_buckets(draft, [&](const std::string&) { return ++last; }));
  }
  void begin(core::customer_id customer, core::subscriber_id line) {
    if (out.lines.empty() || out.lines.back().customer != customer) {
      levels_.clear();
      lines_.clear();
    }
    auto [at, fresh] = lines_.try_emplace(line.value(), out.lines.size());
    if (fresh) out.lines.push_back({customer, line});
    now_ = at->second;
  }
  void rate(const simulated_record& row, const bus::usage_record& record, const usage_decision& decided) {
    holder who{decided.line.subscriber.value(), decided.line.since, decided.line.zone, decided.line.bill_day};
    auto state = held_.look(*by_, who, decided.service, record.start, [this](std::int64_t bucket) { return levels_[bucket]; });
    auto answer = billing::rate(*by_, facts_of(record, decided), state);
    if (answer.outcome != rating_outcome::rated) {
      ++out.without_price;
      return;
    }
    for (const auto& each : held_.changes(answer)) levels_[each.bucket] += each.delta;
    auto& line = out.lines[now_];
    ++line.records;
    line.charged_micros = core::add_checked(line.charged_micros, row.charge_micros);
    line.draft_micros = core::add_checked(line.draft_micros, answer.charge_micros);
  }

  simulation out;

 private:
  std::shared_ptr<const compiled_tariff> by_;
  holdings held_;
  std::unordered_map<std::int64_t, std::int64_t> levels_;
  std::unordered_map<std::int64_t, std::size_t> lines_;
  std::size_t now_ = 0;
};

}  // namespace

std::int64_t simulation::charged_micros() const {
  return std::accumulate(lines.begin(), lines.end(), std::int64_t{0}, [](auto sum, const auto& it) { return core::add_checked(sum, it.charged_micros); });
}

std::int64_t simulation::draft_micros() const {
  return std::accumulate(lines.begin(), lines.end(), std::int64_t{0}, [](auto sum, const auto& it) { return core::add_checked(sum, it.draft_micros); });
}

simulation ingest::simulate(const catalog::tariff& draft, std::string_view offering, core::instant from, core::instant to) {
  auto at = listen();
  usage_world world{lines_, *at.tariffs, plan_, at.now};
  rating_by_draft work{draft};
  raw_shelf raw{billing_};
  for (core::customer_id after;;) {
    auto page = billing_.read([&](db::tx& t) { return t.all<simulated_record>(sql::simulated_usage, from, to, offering, after, page_rows); });
    if (page.empty()) return std::move(work.out);
    for (const auto& row : page) {
      after = row.customer_id;
      const auto& bytes = raw.of(row.batch_id);
      auto record = bytes.empty() ? std::optional<bus::usage_record>{} : bus::read_usage_record(bytes, row.record_offset, row.record_length).value();
      auto reading = lines_.reading();
      auto decided = record ? decide_usage(*record, world) : usage_decision{};
      if (!decided.line.zone) {
        ++work.out.not_found;
        continue;
      }
      work.begin(row.customer_id, row.subscriber_id);
      work.rate(row, *record, decided);
    }
  }
}

}  // namespace billing
