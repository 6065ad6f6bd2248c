// Movements, positions and balances.
#include <map>
#include <vector>

#include "billing/lane.hpp"
#include "billing/billing_sql.hpp"
#include "billing/lane_memory.hpp"
#include "billing/snapshot.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/town.hpp"

using namespace std::chrono_literals;
using tests::after;

TEST_CASE("every query of the ledger is understood by PostgreSQL", "[billing]") {
  tests::database_case town;
  tests::prepare_all(town.as("billing"), billing::sql::all);
}

TEST_CASE("program and database agree in which lane a customer's money is ordered", "[billing]") {
  tests::database_case town;
  for (std::int64_t id : {1ll, 2ll, 63ll, 64ll, 65ll, 4096ll, 123'456'789ll, 9'000'000'000'000'000'000ll})
    CHECK(town.look("SELECT billing.lane_of(" + std::to_string(id) + ")") == std::to_string(billing::lane_of(core::customer_id{id})));
}

TEST_CASE("a balance is the sum of all movements", "[billing]") {
  tests::ledger_case town;
  auto anna = town.customer();
  CHECK(town.balance(anna) == 0);
  auto first = town.adjust(anna, 10'000'000);
  CHECK(first.before_micros == 0);
  CHECK(first.after_micros == 10'000'000);
  auto second = town.adjust(anna, -2'500'000);
  CHECK(second.before_micros == 10'000'000);
  CHECK(second.place.pos == first.place.pos + 1);
  CHECK(town.balance(anna) == 7'500'000);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("several movements of several customers in one transaction take one position in each lane", "[billing]") {
  tests::ledger_case town;
  auto anna = town.customer("Nowak"), boris = town.customer("Orlov");
  auto written = town.as("billing").transact([&](db::tx& t) {
    std::vector<billing::new_entry> entries;
    for (auto [who, micros] : {std::pair{anna, 5}, {boris, 7}, {anna, -1}}) {
      billing::new_entry entry;
      entry.customer = who;
      entry.delta_micros = micros;
      entry.occurred_at = tests::noon();
      entries.push_back(entry);
    }
    return billing::record_entries(t, tests::noon(), entries);
  });
  CHECK(written[0].place.pos == 1);
  CHECK(written[2].place.pos == 1);
  CHECK(written[2].place.line == written[0].place.line + 1);
  CHECK(written[2].before_micros == 5);
  CHECK(town.balance(anna) == 4);
  CHECK(town.balance(boris) == 7);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("a balance can be asked for at any instant of the past, before and after a generation was taken", "[billing]") {
  tests::ledger_case town;
  auto anna = town.customer();
  town.adjust(anna, 100, after(10s));
  town.adjust(anna, 20, after(20s));
  town.adjust(anna, 3, after(30s));
  auto check = [&] {
    CHECK(town.balance_at(anna, after(9s)) == 0);
    CHECK(town.balance_at(anna, after(10s)) == 100);
    CHECK(town.balance_at(anna, after(25s)) == 120);
    CHECK(town.balance_at(anna, after(24h)) == 123);
  };
  check();
  auto session = town.session();
  REQUIRE(billing::take_snapshot(session, after(40s)));
  check();
  town.adjust(anna, -50, after(50s));
  CHECK(town.balance_at(anna, after(49s)) == 123);
  CHECK(town.balance_at(anna, after(50s)) == 73);
  CHECK(town.balance_at(anna, after(20s)) == 120);
  CHECK(town.balance(anna) == 73);
}

TEST_CASE("a generation and what came after it fold to the same levels as all rows", "[billing]") {
  tests::ledger_case town;
  std::vector<core::customer_id> people;
  for (int i = 0; i < 5; ++i) people.push_back(town.customer());
  auto session = town.session();
  billing::lane_memory warm;
  session.read_steadily([&](db::copy_tx& t) { warm.load(t); });
  std::int64_t expected[5]{};
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      auto micros = static_cast<std::int64_t>((i + 1) * 100) - round * 37;
      town.adjust(people[i], micros);
      expected[i] += micros;
    }
    session.read_steadily([&](db::copy_tx& t) { warm.read_news(t); });
    if (round == 1 || round == 2) REQUIRE(billing::take_snapshot(session, after(std::chrono::seconds{round})));
    billing::lane_memory cold;
    session.read_steadily([&](db::copy_tx& t) { cold.load(t); });
    CHECK(cold.positions() == warm.positions());
    for (std::size_t i = 0; i < people.size(); ++i) {
      CHECK(cold.level({people[i], 0}) == expected[i]);
      CHECK(warm.level({people[i], 0}) == expected[i]);
      CHECK(town.balance(people[i]) == expected[i]);
    }
  }
  CHECK(town.number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'billing.level'::regclass") == 1);
}

TEST_CASE("a row that names another lane than its customer's is refused by the table itself", "[billing]") {
  tests::ledger_case town;
  auto anna = town.customer();
  town.adjust(anna, 1);
  CHECK_THROWS(town.look("UPDATE billing.ledger SET lane = (lane + 1) % 64"));
  CHECK_THROWS(town.look("UPDATE billing.ledger SET kind = 'gift'"));
  CHECK_THROWS(town.look("UPDATE billing.lane SET pos = -1"));
}

TEST_CASE("what many customers and buckets held is told at once as it is for each alone", "[billing]") {
  tests::ledger_case town;
  auto session = town.session();
  std::vector<std::int64_t> who, bucket;
  for (int i = 0; i < 6; ++i) who.push_back(town.customer("N" + std::to_string(i)).value());
  auto move = [&](int round) {
    std::vector<billing::new_entry> entries;
    for (std::size_t i = 0; i < who.size(); ++i)
      for (std::int64_t of : {0, 7}) {
        billing::new_entry it;
        it.customer = core::customer_id{who[i]};
        it.bucket = of;
        it.delta_micros = (round + 1) * 1'000 + static_cast<std::int64_t>(i) - of * 400;
        it.occurred_at = after(std::chrono::seconds{round});
        it.reference = core::uuid::make(it.occurred_at);
        if (i != 5 || of == 0) entries.push_back(it);  // the last has money only
      }
    town.as("billing").transact([&](db::tx& t) { billing::record_entries(t, after(std::chrono::seconds{round}), entries); });
  };
  move(0);
  REQUIRE(billing::take_snapshot(session, after(1s)));
  move(1);  // after the generation
  CHECK(town.broken_chains() == 0);
  who.push_back(999'999);  // has never had anything
  bucket.assign(who.size(), 0);
  auto ask = [&](const std::vector<std::int64_t>& customers, const std::vector<std::int64_t>& buckets) {
    return town.as("billing").read([&](db::tx& t) {
      std::map<std::int64_t, std::int64_t> out;
      for (auto each : t.exec(billing::sql::levels_of, customers, buckets)) out[each.get<std::int64_t>(0)] = each.get<std::int64_t>(2);
      return out;
    });
  };
  for (std::int64_t of : {0, 7}) {
    bucket.assign(who.size(), of);
    auto together = ask(who, bucket);
    REQUIRE(together.size() == who.size());
    for (auto one : who) {
      auto folded = town.number("SELECT coalesce(sum(delta_micros), 0)::bigint FROM billing.ledger WHERE customer_id = " + std::to_string(one) +
                                " AND bucket_id = " + std::to_string(of));
      CHECK(together.at(one) == folded);
      CHECK(ask({one}, {of}).at(one) == folded);
    }
  }
}
