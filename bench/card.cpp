// card: subscriber cards a second, from the pool to the JSON that leaves, for customers with half a year behind them.
// The limit, in the same run: SELECT of one row by its key over the same connections, with as many threads.
// usage: bench_card [--size N] [--json]      N: customers
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "bench/options.hpp"
#include "bench/place.hpp"
#include "billing/ledger_keeper.hpp"
#include "care/api/card_routes.hpp"
#include "core/log.hpp"
#include "db/copy_session.hpp"

namespace {

constexpr int threads = 2;
constexpr std::size_t requests = 20'000, warm_up = 500;
constexpr int usage_each = 30, timeline_each = 40;

// What an import and half a year of use leave: lines, numbers and cards, consents, a hold here and there, a timeline.
void settle_town(db::database& in, std::size_t size) {
  in.as("store").transact([&](db::tx& t) {
    t.run_script(fmt::format(R"sql(
      INSERT INTO store.customer (customer_id, contract_number, segment, since) SELECT n, 'C' || n, 'families', '2025-01-01' FROM generate_series(1, {0}) n;
      INSERT INTO store.party (customer_id, kind, given_name, family_name, language, time_zone, email)
        SELECT n, 'person', 'Anna', 'P' || n, 'en', 'Europe/Warsaw', 'p' || n || '@example.org' FROM generate_series(1, {0}) n;
      INSERT INTO store.billing_account (customer_id, billing_account_id, currency, pays, bill_day) SELECT n, n, 'EUR', 'prepaid', 1 FROM generate_series(1, {0}) n;
      INSERT INTO store.subscriber (customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group, scratch, created_at, activated_at)
        SELECT n, n, n, 'mobile', 'active', 'talk_freely', 1, 'prepaid_voice', false, '2025-01-01', '2025-01-01' FROM generate_series(1, {0}) n;
      INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from)
        SELECT k.kind, (k.first + n)::text, n, n, '2025-01-01' FROM generate_series(1, {0}) n,
               (VALUES ('msisdn', 48601000000), ('imsi', 260010000000000), ('iccid', 8948010000000000000)) AS k (kind, first);
      INSERT INTO store.consent (customer_id, purpose, channel, given, wording_version, source, recorded_at)
        SELECT n, p, c, n % 3 > 0, 'v1', 'shop', '2025-01-01' FROM generate_series(1, {0}) n, unnest(array['offer', 'survey']) p, unnest(array['sms', 'email']) c;
      INSERT INTO store.contact_hold (customer_id, hold_id, reason, valid_from, valid_to, reference)
        SELECT n, gen_random_uuid(), 'promise_of_payment', now(), now() + interval '3 days', '' FROM generate_series(1, {0}, 10) n;
      INSERT INTO store.timeline (customer_id, entry_id, subscriber_id, at, kind, title, note, channel, tone, by_whom, reference)
        SELECT n, gen_random_uuid(), n, now() - i * interval '4 days', 'interaction', 'Contacted us about money', 'Asked why', 'phone', 'neutral', 'olga', ''
        FROM generate_series(1, {1}) i, generate_series(1, {0}) n ORDER BY i DESC;)sql",
                             size, timeline_each));
  });
}

// Calls in the ledger as they come in: round after round of everybody's, with the keeper behind them, which seals, merges
// and takes generations when they are due.
void fill_ledger(bench::place& here, db::database& in, std::size_t size) {
  constexpr std::size_t rows_a_segment = 100'000;
  auto billing = in.as("billing");
  billing.transact([&](db::tx& t) {
    t.run_script(
        "INSERT INTO billing.terms (offering_code, offering_version, tariff_code, tariff_version, tariff_group, scratch) "
        "VALUES ('talk_freely', 1, 'talk', 1, 'prepaid_voice', false)");
  });
  billing::ledger_keeper keeper{here.config()};
  const auto rounds = static_cast<int>(std::max<std::size_t>(1, rows_a_segment / size));
  for (int from = usage_each; from > 0; from -= rounds) {
    auto to = std::max(1, from - rounds + 1);  // days ago: the oldest first
    billing.transact([&](db::tx& t) {
      t.run_script(fmt::format(R"sql(
        INSERT INTO billing.ledger (segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id, occurred_at, recorded_at,
                                    terms_id, batch_id, record_offset, record_length, service, incoming, other_party, destination, quantity)
          SELECT s.segment_id, n, billing.lane_of(n), {3} - i, n, 0, -50000, 0, 'usage', n, at, at, 1, 1, 0, 90, 'voice', false, '48602' || lpad(n::text, 6, '0'), 'Poland, mobile', 61
          FROM billing.segment s, generate_series({1}, {2}) i, generate_series(1, {0}) n, LATERAL (SELECT now() - i * interval '6 days' AS at) w WHERE s.state = 'open' ORDER BY i DESC;
        UPDATE billing.lane SET pos = {3} - {1};)sql",
                               size, to, from, usage_each + 1));
    });
    // A segment is opened only when it has been ready for a while, and a merge waits for what has been sealed.
    for (int pass = 0; pass < 4; ++pass) keeper.keep_segments(core::system_clock{}.now() + std::chrono::minutes{pass});
    while (keeper.keep_balances(core::system_clock{}.now())) {
    }
  }
}

void fill_orders(db::database& in, std::size_t size) {
  in.as("activation").transact([&](db::tx& t) {
    t.run_script(fmt::format(R"sql(
      INSERT INTO activation.service_order (customer_id, order_id, kind, state, subscriber_id, offering_code, digest, accepted_at, accepted_by, finished_at)
        SELECT n, gen_random_uuid(), 'activate_subscriber', 'completed', n, 'talk_freely', gen_random_uuid(), '2025-01-01', 'olga', '2025-01-01' FROM generate_series(1, {}) n;)sql",
                             size));
  });
}

// What autovacuum does within a minute.
void tidy(bench::place& here) {
  db::copy_session{here.config(), "store"}.run_alone(
      "VACUUM (ANALYZE) store.customer, store.party, store.billing_account, store.subscriber, store.identifier, store.timeline, store.consent, "
      "store.contact_hold");
  db::copy_session{here.config(), "billing"}.run_alone("ANALYZE billing.ledger");
  db::copy_session{here.config(), "activation"}.run_alone("VACUUM (ANALYZE) activation.service_order");
}

struct figures {
  double per_second, p50_ms, p99_ms;
};

// `one(n)` for random customers, from several threads at once.
figures measure(std::size_t size, const std::function<void(std::int64_t)>& one) {
  std::vector<std::vector<double>> took(threads);
  std::chrono::duration<double> whole{};
  for (auto count : {warm_up, requests / threads}) {  // the first round is not counted
    for (auto& each : took) each.clear();
    auto begin = std::chrono::steady_clock::now();
    std::vector<std::jthread> crowd;
    for (int thread = 0; thread < threads; ++thread)
      crowd.emplace_back([&, thread, count] {
        std::mt19937_64 random{static_cast<std::uint64_t>(thread)};
        for (std::size_t i = 0; i < count; ++i) {
          auto from = std::chrono::steady_clock::now();
          one(static_cast<std::int64_t>(1 + random() % size));
          took[static_cast<std::size_t>(thread)].push_back(
              std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
        }
      });
    crowd.clear();
    whole = std::chrono::steady_clock::now() - begin;
  }
  std::vector<double> all;
  for (const auto& each : took) all.insert(all.end(), each.begin(), each.end());
  std::sort(all.begin(), all.end());
  return {static_cast<double>(all.size()) / whole.count(), all[all.size() / 2], all[all.size() * 99 / 100]};
}

}  // namespace

int main(int argc, char** argv) {
  auto with = bench::read_options(argc, argv, 20'000);
  core::log::set_level(core::log::level::error);
  bench::place here;
  db::database database{here.config()};
  settle_town(database, with.size);
  fill_ledger(here, database, with.size);
  fill_orders(database, with.size);
  tidy(here);

  auto routes = care::card_routes(database.as("care"));
  auto card_of = [&](std::int64_t subscriber) {
    web::request in;
    in.params["id"] = std::to_string(subscriber);
    in.now = core::system_clock{}.now();
    in.by = web::caller{core::user_id{1}, "olga", "agent", {web::right::subscriber_find, web::right::usage_read}};
    if (routes[0].handle(in).status != 200) throw std::runtime_error{"a card was refused"};
  };
  constexpr db::query one_row{"bench.one_row",
                              "SELECT state FROM store.subscriber WHERE customer_id = $1 AND subscriber_id = $2"};
  auto row_of = [&](std::int64_t subscriber) {
    database.as("care").read_together([&](db::tx& t) { return t.get<std::string>(one_row, subscriber, subscriber); });
  };
  auto limit = measure(with.size, row_of), card = measure(with.size, card_of);
  if (with.json)
    fmt::print(
        R"({{"name":"card","size":{},"value":{:.0f},"unit":"requests/s","limit":{:.0f},"ratio":{:.3f},"p50_ms":{:.3f},"p99_ms":{:.3f},)"
        R"("limit_p50_ms":{:.3f},"limit_p99_ms":{:.3f},"requests":{},"threads":{}}})"
        "\n",
        with.size, card.per_second, limit.per_second, card.per_second / limit.per_second, card.p50_ms, card.p99_ms,
        limit.p50_ms, limit.p99_ms, requests, threads);
  else
    fmt::print(
        "card: {:.0f} requests/s, p50 {:.2f} ms, p99 {:.2f} ms ({} customers, {} threads); SELECT of one row through "
        "the same pool: "
        "{:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms (ratio {:.3f})\n",
        card.per_second, card.p50_ms, card.p99_ms, with.size, threads, limit.per_second, limit.p50_ms, limit.p99_ms,
        card.per_second / limit.per_second);
  return 0;
}
