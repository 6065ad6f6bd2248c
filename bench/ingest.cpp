// ingest: usage records a second, durable and deduplicated, over the same code as the bus's sink, while the keeper seals
// and merges behind it. The limit, in the same run: binary COPY of the same rated rows into a bare logged table.
// usage: bench_ingest [--size N] [--json]
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>
#include <vector>

#include "app/schemas.hpp"
#include "bench/options.hpp"
#include "billing/ingest.hpp"
#include "billing/ledger_keeper.hpp"
#include "bus/usage_wire.hpp"
#include "catalog/load_catalog.hpp"
#include "core/log.hpp"
#include "db/copy_session.hpp"
#include "db/embedded_server.hpp"
#include "db/migrate.hpp"

namespace {

constexpr std::size_t batch_size = 2'000, line_count = 20'000;
constexpr int sources = 2;  // as many as the endpoint has workers
constexpr std::string_view first_number = "79160000000";

double seconds_of(const std::function<void()>& work) {
  auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct place {
  place() : at{std::filesystem::temp_directory_path() / fmt::format("abonent-bench-{}", getpid())}, server{{at, true}} {
    server.create_database("bench");
    db::migrate(server.url("bench"), "abonent", app::schemas());
  }
  ~place() {
    server.stop();
    std::filesystem::remove_all(at);
  }
  db::database_config config() const {
    db::database_config out;
    out.url = server.url("bench", "abonent_app");
    return out;
  }
  std::filesystem::path at;
  db::embedded_server server;
};

// Customers, lines and numbers, as an import leaves them.
void settle_town(db::database& in) {
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
                             line_count, first_number));
  });
}

struct batch {
  std::string source, raw;
  std::uint64_t sequence;
};

// Calls of a few minutes to mobile and fixed numbers over a month; one in a thousand comes twice.
std::vector<batch> make_batches(std::size_t size, int source, core::instant now) {
  std::mt19937_64 random{static_cast<std::uint64_t>(source)};
  std::vector<batch> out;
  std::string name = "switch_" + std::to_string(source);
  std::size_t made = 0;
  for (std::uint64_t sequence = 1; made < size; ++sequence) {
    auto count = std::min(batch_size, size - made);
    std::vector<std::string> texts;
    texts.reserve(count * 3);
    std::vector<bus::usage_record> records;
    for (std::size_t i = 0; i < count; ++i) {
      bus::usage_record it;
      it.record_key = texts.emplace_back(fmt::format("{}:{:012}", name, made + i - (i % 1'000 == 999 ? 1 : 0)));
      it.service = bus::usage_service::voice;
      it.subscriber = texts.emplace_back(std::to_string(std::stoull(std::string{first_number}) + 1 + random() % line_count));
      it.subscriber_kind = bus::usage_subscriber_kind::msisdn;
      it.other_party = texts.emplace_back(fmt::format("79{:09}", random() % 1'000'000'000));
      it.start = now - std::chrono::seconds{static_cast<std::int64_t>(random() % 2'500'000)};
      it.quantity = static_cast<std::int64_t>(1 + random() % 600);
      it.direction = bus::usage_direction::originated;
      records.push_back(it);
    }
    out.push_back({name, bus::write_usage_batch(name, 1, sequence, records), sequence});
    made += count;
  }
  return out;
}

struct applied {
  std::atomic<std::uint64_t> rated{0}, duplicates{0}, suspended{0};
};

void send_all(billing::ingest& to, const std::vector<batch>& batches, applied& sum) {
  std::vector<bus::usage_record> records;
  for (const auto& each : batches) {
    auto read = bus::read_usage_batch({each.source, 1, each.sequence, each.raw}, records);
    auto answer = to.apply(read.value());
    sum.rated += answer.rated;
    sum.duplicates += answer.duplicates;
    sum.suspended += answer.suspended;
  }
}

// The keeper's two threads, as in the running program.
struct keeping {
  keeping(const db::database_config& in, const core::clock& clock) : keeper{in} {
    for (auto work : {&billing::ledger_keeper::keep_segments, &billing::ledger_keeper::keep_balances})
      threads.emplace_back([this, work, &clock](const std::stop_token& stop) {
        while (!stop.stop_requested())
          if (!(keeper.*work)(clock.now())) std::this_thread::sleep_for(std::chrono::milliseconds{500});
      });
  }
  billing::ledger_keeper keeper;
  std::vector<std::jthread> threads;
};

// The rated rows once more, as the ledger holds them, ready to be sent.
db::copy_rows read_rated(db::copy_session& session, std::size_t& count) {
  db::copy_rows out{21};
  session.read_steadily([&](db::copy_tx& t) {
    constexpr db::query rated{"bench.rated", R"sql(
      SELECT segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, occurred_at, recorded_at,
             terms_id, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity
      FROM billing.ledger WHERE lane = $1)sql"};
    for (std::int16_t lane = 0; lane < billing::lane_count; ++lane)
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
double bare_copy(const db::database_config& in) {
  db::copy_session session{in, "billing"};
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
  core::system_clock clock;
  place here;
  db::database database{here.config()};
  settle_town(database);
  std::vector<std::vector<batch>> work;
  for (int i = 0; i < sources; ++i) work.push_back(make_batches(with.size / sources, i, clock.now()));
  billing::ingest ingest{database, clock, core::numbering_plan{"7", "8", "810", {10}}};

  applied sum;
  double took = 0;
  {
    keeping behind{here.config(), clock};
    took = seconds_of([&] {
      std::vector<std::jthread> senders;
      for (const auto& each : work) senders.emplace_back([&ingest, &each, &sum] { send_all(ingest, each, sum); });
    });
  }
  auto records = sum.rated + sum.duplicates + sum.suspended;
  if (sum.suspended != 0 || sum.rated == 0) return fmt::print(stderr, "{} records were suspended: the figure is worth nothing\n", sum.suspended.load()), 1;
  auto value = static_cast<double>(records) / took, limit = bare_copy(here.config());
  if (with.json)
    fmt::print(R"({{"name":"ingest","size":{},"value":{:.0f},"unit":"records/s","limit":{:.0f},"ratio":{:.3f},"duplicates":{},"batch":{},"lines":{}}})" "\n",
               records, value, limit, value / limit, sum.duplicates.load(), batch_size, line_count);
  else
    fmt::print("ingest: {:.0f} records/s durable and counted once ({} records, {} of them duplicates, in batches of {}); "
               "binary COPY of the same rows into a bare table: {:.0f}/s (ratio {:.3f})\n",
               value, records, sum.duplicates.load(), batch_size, limit, value / limit);
  return 0;
}
