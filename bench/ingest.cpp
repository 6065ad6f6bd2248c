// ingest: usage records a second over ZeroMQ with CURVE, durable, deduplicated and rated, by the program's own endpoint,
// sink and keeper. Two network elements make their records while they send them, on the same cores; the clock stops when
// every batch is acked and the segments are sealed. Then the balances are held against the ledger.
// The limit, in the same run: binary COPY of the same rated rows into a bare logged table.
// usage: bench_ingest [--size N] [--json]      N: records; a tenth as many lines, 20,000 at least and a million at most
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>
#include <vector>

#include "bench/options.hpp"
#include "bench/place.hpp"
#include "billing/ingest.hpp"
#include "billing/ledger_keeper.hpp"
#include "bus/context.hpp"
#include "bus/key_book.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_endpoint.hpp"
#include "bus/usage_wire.hpp"
#include "bus/zap.hpp"
#include "catalog/load_catalog.hpp"
#include "core/log.hpp"
#include "db/copy_session.hpp"

namespace {

constexpr std::size_t batch_size = 2'000, elements = 2;
constexpr std::string_view first_number = "79160000000";

double seconds_of(const std::function<void()>& work) {
  auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Customers, lines and numbers, as an import leaves them.
void settle_town(db::database& in, std::size_t lines) {
  std::ifstream file{ABONENT_SOURCE_DIR "/catalog/samples/talk_freely.json"};
  std::string json{std::istreambuf_iterator<char>{file}, {}};
  if (!in.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, core::system_clock{}.now(), json); }))
    throw std::runtime_error{"the sample catalogue is refused"};
  in.as("store").transact([&](db::tx& t) {
    t.run_script(fmt::format(R"sql(
      INSERT INTO store.customer (customer_id, contract_number, since) SELECT n, 'C' || n, '2025-01-01' FROM generate_series(1, {0}) n;
      INSERT INTO store.party (customer_id, kind, family_name, language, time_zone) SELECT n, 'person', 'P' || n, 'en', 'Europe/Moscow' FROM generate_series(1, {0}) n;
      INSERT INTO store.billing_account (customer_id, billing_account_id, currency, pays, bill_day) SELECT n, n, 'EUR', 'prepaid', 1 FROM generate_series(1, {0}) n;
      INSERT INTO store.subscriber (customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group, scratch, created_at, activated_at)
        SELECT n, n, n, 'mobile', 'active', 'talk_freely', 1, 'prepaid_voice', false, '2025-01-01', '2025-01-01' FROM generate_series(1, {0}) n;
      INSERT INTO store.product (customer_id, subscriber_id, offering_code, offering_version, valid_from) SELECT n, n, 'talk_freely', 1, '2025-01-01' FROM generate_series(1, {0}) n;
      INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from) SELECT 'msisdn', ({1} + n)::text, n, n, '2025-01-01' FROM generate_series(1, {0}) n;)sql",
                             lines, first_number));
  });
}

struct answered {
  std::uint64_t rated = 0, duplicates = 0, suspended = 0;
};

// A network element. Calls of a few minutes to mobile numbers over a month, of lines in random order; one record in a
// thousand comes twice.
class element {
 public:
  element(int number, std::size_t records, std::size_t lines, core::instant now, bus::context& in, bus::connection to)
      : name_{fmt::format("switch_{}", number)}, left_{records}, lines_{lines}, now_{now}, random_{static_cast<std::uint64_t>(number)},
        client_{in, {std::move(to), name_}} {}

  answered send_all() {
    answered sum;
    for (std::uint64_t sequence = 1; left_ > 0 || client_.unacked() > 0;) {
      for (; left_ > 0 && !client_.window_full(); ++sequence) client_.submit(1, sequence, make_batch(sequence));
      for (const auto& ack : client_.collect(std::chrono::seconds{1})) {
        if (!ack.answer.refusal.empty()) throw std::runtime_error{fmt::format("a batch was refused: {} {}", ack.answer.refusal, ack.answer.detail)};
        sum.rated += ack.answer.rated;
        sum.duplicates += ack.answer.duplicates;
        sum.suspended += ack.answer.suspended;
      }
    }
    return sum;
  }

 private:
  std::string make_batch(std::uint64_t sequence) {
    auto count = std::min(batch_size, left_);
    left_ -= count;
    std::vector<std::string> texts;
    texts.reserve(count * 3);
    std::vector<bus::usage_record> records(count);
    for (auto& it : records) {
      it.record_key = texts.emplace_back(fmt::format("{}:{:012}", name_, made_ - (made_ % 1'000 == 999 ? 1 : 0)));
      it.service = bus::usage_service::voice;
      it.subscriber = texts.emplace_back(fmt::format_int(79'160'000'001 + random_() % lines_).str());
      it.subscriber_kind = bus::usage_subscriber_kind::msisdn;
      it.other_party = texts.emplace_back(fmt::format_int(79'000'000'000 + random_() % 1'000'000'000).str());
      it.start = now_ - std::chrono::seconds{static_cast<std::int64_t>(random_() % 2'500'000)};
      it.quantity = static_cast<std::int64_t>(1 + random_() % 600);
      it.direction = bus::usage_direction::originated;
      ++made_;
    }
    return bus::write_usage_batch(name_, 1, sequence, records);
  }

  std::string name_;
  std::size_t left_, lines_, made_ = 0;
  core::instant now_;
  std::mt19937_64 random_;
  bus::usage_client client_;
};

// The keeper's two threads, as in the running program.
class keeping {
 public:
  keeping(const db::database_config& in, const core::clock& clock) : keeper_{in}, clock_{clock} {
    for (auto work : {&billing::ledger_keeper::keep_segments, &billing::ledger_keeper::keep_balances})
      threads_.emplace_back([this, work](const std::stop_token& stop) {
        while (!stop.stop_requested())
          if (!(keeper_.*work)(clock_.now())) std::this_thread::sleep_for(std::chrono::milliseconds{500});
      });
  }

  // Seals what is still open, as it would ten seconds later.
  void finish(db::access billing) {
    threads_.clear();
    constexpr db::query unsealed{"bench.unsealed", R"sql(
      SELECT coalesce(sum(pg_relation_size(to_regclass('billing.ledger_' || segment_id))), 0)::bigint FROM billing.segment WHERE state IN ('open', 'closed'))sql"};
    while (billing.read([&](db::tx& t) { return t.get<std::int64_t>(unsealed); }) >= billing::segment_limits{}.worth_sealing_bytes)
      keeper_.keep_segments(clock_.now() + std::chrono::minutes{1});
  }

 private:
  billing::ledger_keeper keeper_;
  const core::clock& clock_;
  std::vector<std::jthread> threads_;
};

// Customers whose published balance is not the sum of what stands in the ledger for them.
std::int64_t wrong_balances(db::copy_session& session) {
  std::int64_t out = 0;
  session.read_steadily([&](db::copy_tx& t) {
    constexpr db::query wrong{"bench.wrong_balances", R"sql(
      SELECT count(*) FROM billing.published_balance b
      LEFT JOIN (SELECT customer_id, sum(delta_micros) AS money FROM billing.ledger WHERE bucket_id = 0 GROUP BY customer_id) l USING (customer_id)
      WHERE b.balance_micros <> coalesce(l.money, 0))sql"};
    out = t.get<std::int64_t>(wrong);
  });
  return out;
}

constexpr std::size_t limit_rows_max = 1'000'000;  // what is compared with; more of the same tells nothing new

// The rated rows once more, as the ledger holds them, ready to be sent.
db::copy_rows read_rated(db::copy_session& session, std::size_t& count) {
  db::copy_rows out{21};
  session.read_steadily([&](db::copy_tx& t) {
    constexpr db::query rated{"bench.rated", R"sql(
      SELECT segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, occurred_at, recorded_at,
             terms_id, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity
      FROM billing.ledger WHERE lane = $1)sql"};
    for (std::int16_t lane = 0; lane < billing::lane_count && count < limit_rows_max; ++lane)
      for (auto row : t.exec(rated, lane)) {
        out.begin_row();
        for (std::size_t c : {0u, 1u}) out.add(row.get<std::int64_t>(c));
        out.add(row.get<std::int16_t>(2));
        out.add(row.get<std::int64_t>(3));
        out.add(row.get<std::int32_t>(4));
        for (std::size_t c : {5u, 6u, 7u}) out.add(row.get<std::int64_t>(c));
        out.add(std::string_view{*row.text_at(8)});
        out.add(row.get<std::int64_t>(9));
        for (std::size_t c : {10u, 11u}) out.add(row.get<core::instant>(c));
        out.add(row.get<std::int32_t>(12));
        out.add(row.get<std::int64_t>(13));
        for (std::size_t c : {14u, 15u}) out.add(row.get<std::int32_t>(c));
        out.add(std::string_view{*row.text_at(16)});
        out.add(row.get<bool>(17));
        for (std::size_t c : {18u, 19u}) out.add(std::string_view{*row.text_at(c)});
        out.add(row.get<std::int64_t>(20));
        ++count;
      }
  });
  return out;
}

// Records a second by COPY alone.
double bare_copy(db::copy_session& session) {
  std::size_t count = 0;
  auto rows = read_rated(session, count);
  session.transact([&](db::copy_tx& t) {
    t.run_script("CREATE TABLE billing.bare AS SELECT segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, "
                 "occurred_at, recorded_at, terms_id, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity "
                 "FROM billing.ledger LIMIT 0");
    return true;
  });
  double best = 0;
  for (int i = 0; i < 3; ++i) {  // of three: the disk has other things to do
    session.run_alone("TRUNCATE billing.bare");
    auto took = seconds_of([&] {
      session.transact([&](db::copy_tx& t) {
        t.copy("billing.bare", rows);
        return true;
      });
    });
    best = std::max(best, static_cast<double>(count) / took);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  auto with = bench::read_options(argc, argv, 500'000);
  core::log::set_level(core::log::level::warn);
  const auto lines = std::clamp<std::size_t>(with.size / 10, 20'000, 1'000'000);
  core::system_clock clock;
  bench::place here;
  auto patient = here.config();
  patient.statement_timeout = std::chrono::milliseconds{0};  // a town is settled in one statement, however large
  {
    db::database once{patient};
    settle_town(once, lines);
  }
  db::database database{here.config()};
  billing::ingest ingest{database, clock, core::numbering_plan{"7", "8", "810", {10}}};
  bus::context zmq;
  bus::keys_in_memory keys;
  auto element_keys = bus::make_keys();
  keys.add({element_keys.public_key, "switches", {"usage:*"}});
  bus::key_book book{{&keys}};
  bus::zap_handler door{zmq, book, bus::make_keys()};
  bus::usage_endpoint endpoint{door, ingest, {}};

  std::vector<answered> each(elements);
  double took = 0;
  {
    keeping behind{here.config(), clock};
    took = seconds_of([&] {
      std::vector<std::jthread> senders;
      for (std::size_t i = 0; i < elements; ++i)
        senders.emplace_back([&, i] {
          element it{static_cast<int>(i), with.size / elements, lines, clock.now(), zmq, {endpoint.address(), door.own_keys().public_key, element_keys}};
          each[i] = it.send_all();
        });
      senders.clear();
      behind.finish(database.as("billing"));
    });
  }
  answered sum;
  for (const auto& it : each) sum = {sum.rated + it.rated, sum.duplicates + it.duplicates, sum.suspended + it.suspended};
  db::copy_session session{patient, "billing"};
  auto records = sum.rated + sum.duplicates + sum.suspended;
  if (sum.suspended != 0 || records != with.size / elements * elements || wrong_balances(session) != 0)
    return fmt::print(stderr, "{} of {} records are rated, {} suspended, and {} balances are wrong: the figure is worth nothing\n", sum.rated,
                      records, sum.suspended, wrong_balances(session)), 1;
  auto value = static_cast<double>(records) / took, limit = bare_copy(session);
  if (with.json)
    fmt::print(R"({{"name":"ingest","size":{},"value":{:.0f},"unit":"records/s","limit":{:.0f},"ratio":{:.3f},"duplicates":{},"batch":{},"lines":{}}})" "\n",
               records, value, limit, value / limit, sum.duplicates, batch_size, lines);
  else
    fmt::print("ingest: {:.0f} records/s over ZeroMQ, durable, counted once, rated and sealed ({} records of {} lines, {} of them duplicates, in batches of {}); "
               "binary COPY of the same rows into a bare table: {:.0f}/s (ratio {:.3f})\n",
               value, records, lines, sum.duplicates, batch_size, limit, value / limit);
  return 0;
}
