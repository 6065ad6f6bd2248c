// The life of segments: every row is visible in exactly one place, whatever the keeper does meanwhile.
#include <atomic>
#include <thread>

#include "billing/segment_keeper.hpp"
#include "billing/snapshot.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/town.hpp"

using namespace std::chrono_literals;
using tests::after;

namespace {

// Limits under which every row fills a segment.
billing::segment_limits tiny() {
  billing::segment_limits it;
  it.full_bytes = 1;
  return it;
}

std::string states(tests::ledger_case& town) {
  return town.look("SELECT string_agg(state || ' ' || tier || ' ' || n, ', ' ORDER BY state, tier) FROM "
                   "(SELECT state, tier, count(*) AS n FROM billing.segment GROUP BY 1, 2) s");
}

}  // namespace

TEST_CASE("an open segment that is full gives way to one that was made ahead, and is sealed", "[billing]") {
  tests::ledger_case town;
  auto session = town.session();
  auto anna = town.customer();
  auto made = billing::keep_segments(session, tests::noon(), {});
  CHECK(made.made == 2);
  CHECK(made.opened == 0);
  CHECK(states(town) == "open 0 1, ready 0 2");
  town.adjust(anna, 5);
  auto kept = billing::keep_segments(session, tests::noon(), tiny());
  CHECK(kept.opened == 1);
  CHECK(kept.sealed == 1);
  CHECK(states(town) == "open 0 1, ready 0 1, sealed 0 1");
  town.adjust(anna, 6);
  CHECK(town.balance(anna) == 11);
  CHECK(town.number("SELECT count(*) FROM pg_indexes WHERE tablename = 'ledger_1'") == 2);
}

TEST_CASE("a small segment stays open: a table more would cost readers more than a scan of it", "[billing]") {
  tests::ledger_case town;
  auto session = town.session();
  town.adjust(town.customer(), 5);
  billing::keep_segments(session, tests::noon(), {});
  CHECK(billing::keep_segments(session, after(24h), {}).opened == 0);
}

TEST_CASE("eight sealed segments become one of the next tier", "[billing]") {
  tests::ledger_case town;
  auto session = town.session();
  auto anna = town.customer();
  for (int i = 0; i < 8; ++i) {
    town.adjust(anna, 1);
    billing::keep_segments(session, tests::noon(), tiny());
    billing::keep_segments(session, tests::noon(), {});
  }
  REQUIRE(states(town) == "open 0 1, ready 0 2, sealed 0 8");
  CHECK(billing::merge_segments(session, {}));
  CHECK(states(town) == "open 0 1, ready 0 2, sealed 1 1");
  CHECK(town.balance(anna) == 8);
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == 8);
  CHECK_FALSE(billing::merge_segments(session, {}));
}

TEST_CASE("a merge waits for a reader who began before it, and that reader misses nothing", "[billing]") {
  tests::ledger_case town;
  auto session = town.session();
  auto anna = town.customer();
  for (int i = 0; i < 8; ++i) {
    town.adjust(anna, 1);
    billing::keep_segments(session, tests::noon(), tiny());
  }
  auto reader = town.session();
  reader.read_steadily([&](db::copy_tx& t) {
    constexpr db::query count{"test.count", "SELECT count(*) FROM billing.ledger"};
    constexpr db::query nothing{"test.nothing", "SELECT 1"};
    t.exec(nothing);  // the moment is now; no table is touched yet
    CHECK_FALSE(billing::merge_segments(session, {}));
    CHECK(t.get<std::int64_t>(count) == 8);
  });
  CHECK(billing::merge_segments(session, {}));
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == 8);
}

TEST_CASE("segments are sealed and merged and generations taken while two write: each row is seen once, no update is lost", "[billing]") {
  tests::ledger_case town{6};
  std::vector<core::customer_id> people;
  for (int i = 0; i < 6; ++i) people.push_back(town.customer());
  std::atomic<bool> writing{true};
  std::atomic<std::int64_t> written{0};
  auto write = [&](std::size_t from) {
    for (int i = 0; i < 150; ++i) {
      town.adjust(people[(from + static_cast<std::size_t>(i)) % people.size()], 1, after(std::chrono::seconds{i}));
      ++written;
    }
  };
  std::thread keeper{[&] {
    auto session = town.session();
    while (writing) {
      billing::keep_segments(session, tests::noon(), tiny());
      billing::merge_segments(session, {});
      billing::take_snapshot(session, tests::noon());
    }
  }};
  std::thread looker{[&] {
    while (writing) {
      auto least = written.load();
      auto seen = town.number("SELECT sum(balance_micros)::bigint FROM billing.published_balance");
      auto rows = town.number("SELECT count(*) FROM billing.ledger");
      if (seen < least || rows < least || rows > 300) FAIL_CHECK("seen " << seen << " rows " << rows << " of at least " << least);
    }
  }};
  std::thread one{write, 0}, two{write, 3};
  one.join();
  two.join();
  writing = false;
  keeper.join();
  looker.join();
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == 300);
  CHECK(town.number("SELECT count(*) FROM (SELECT DISTINCT lane, pos, line FROM billing.ledger) r") == 300);
  CHECK(town.number("SELECT sum(balance_micros)::bigint FROM billing.published_balance") == 300);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}
