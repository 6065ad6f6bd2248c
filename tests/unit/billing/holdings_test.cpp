// What a line holds: cycles by its own bill day and clock, rests that live on, passes that begin with their first use.
#include "billing/holdings.hpp"

#include <map>

#include "tests/catch.hpp"
#include "tests/unit/billing/sample_tariff.hpp"

using namespace billing_test;
using billing::holder;

namespace {

// One unit costs one; what is included comes from the test.
catalog::tariff with(std::vector<catalog::allowance> included) {
  auto out = voice_tariff({always("0", {step(0, 1, "1", 1)})});
  out.allowances = std::move(included);
  return out;
}

catalog::allowance units(std::string code, std::int64_t amount) {
  catalog::allowance out;
  out.label = out.code = std::move(code);
  out.amount = amount;
  return out;
}

struct town {
  explicit town(const catalog::tariff& of) {
    by = billing::compiled_tariff::compile(of, billing::number_buckets(of, [this](const std::string& name) {
      return names.try_emplace(name, static_cast<std::int16_t>(names.size() + 1)).first->second;
    }));
  }
  std::int64_t use(std::string_view start, std::int64_t seconds, std::int64_t line = 1, std::string_view zone = "Etc/UTC") {
    auto usage = call(start, seconds, "79161234567", zone);
    holder who{line, since, usage.zone, bill_day};
    auto state = held.look(*by, who, usage.service, usage.start, [this](auto bucket) { return levels[bucket]; });
    auto answer = billing::rate(*by, usage, state);
    REQUIRE(answer.outcome == billing::rating_outcome::rated);
    auto changes = held.changes(answer);
    for (const auto& each : changes) {
      CHECK(levels[each.bucket] == each.before);
      levels[each.bucket] += each.delta;
    }
    // What it changed is enough to rate it again.
    CHECK(billing::rate(*by, usage, later.look_back(*by, changes)).charge_micros == answer.charge_micros);
    return answer.charge_micros / 1'000'000;
  }

  std::shared_ptr<const billing::compiled_tariff> by;
  std::map<std::string, std::int16_t> names;
  billing::holdings held, later;
  std::map<std::int64_t, std::int64_t> levels;
  core::instant since = at("2026-01-01T00:00:00Z");
  int bill_day = 1;
};

}  // namespace

TEST_CASE("included seconds are whole again when the cycle begins, by the customer's own clock and bill day") {
  town t{with({units("seconds", 100)})};
  t.bill_day = 15;
  CHECK(t.use("2026-03-14T20:59:59Z", 100, 1, "Europe/Moscow") == 0);
  CHECK(t.use("2026-03-14T20:59:59Z", 5, 1, "Europe/Moscow") == 5);
  CHECK(t.use("2026-03-14T21:00:00Z", 5, 1, "Europe/Moscow") == 0);
}

TEST_CASE("a bill day that the month does not have is its last day") {
  town t{with({units("seconds", 100)})};
  t.bill_day = 31;
  CHECK(t.use("2026-02-27T23:59:59Z", 120) == 20);
  CHECK(t.use("2026-02-28T00:00:00Z", 120) == 20);
  CHECK(t.use("2026-03-30T12:00:00Z", 10) == 10);
  CHECK(t.use("2026-03-31T12:00:00Z", 10) == 0);
}

TEST_CASE("what is left lives on as long as it may, the older first, and nobody inherits from before he came") {
  auto included = units("seconds", 100);
  included.rollover = 1;
  town t{with({included})};
  t.since = at("2026-03-20T00:00:00Z");
  CHECK(t.use("2026-03-21T12:00:00Z", 150) == 50);  // February gave nothing
  t.levels.clear();
  CHECK(t.use("2026-04-21T12:00:00Z", 150) == 0);  // all of March, half of April
  CHECK(t.use("2026-05-21T12:00:00Z", 150) == 0);  // the other half of April, all of May
  CHECK(t.use("2026-05-22T12:00:00Z", 10) == 10);
}

TEST_CASE("a pass is valid from its first use on, and only once") {
  auto pass = units("pass", 100);
  pass.days = 7;
  town t{with({pass})};
  CHECK(t.use("2026-03-10T12:00:00Z", 10) == 0);
  CHECK(t.use("2026-03-17T11:59:59Z", 10) == 0);
  CHECK(t.use("2026-03-17T12:00:00Z", 10) == 10);
  CHECK(t.use("2026-05-17T12:00:00Z", 10) == 10);
}

TEST_CASE("lower priority numbers go first, then what expires earlier") {
  auto late = units("late", 10), early = units("early", 10), first = units("first", 10);
  late.rollover = 1;
  late.priority = early.priority = 5;
  town t{with({late, early, first})};
  t.since = at("2026-03-01T00:00:00Z");
  t.use("2026-03-10T12:00:00Z", 15);
  auto level = [&](const std::string& code) { return t.levels[billing::bucket_id(t.names.at("allowance " + code), (2026 - 1970) * 12 + 2, 1)]; };
  CHECK(level("first") == -10);
  CHECK(level("early") == -5);
  CHECK(level("late") == 0);
}

TEST_CASE("what a family shares is used up by all of its lines, what a line has by itself alone") {
  auto family = units("family", 10), own = units("own", 10);
  family.shared = catalog::sharing::customer;
  town t{with({family, own})};
  CHECK(t.use("2026-03-10T12:00:00Z", 8, 1) == 0);
  CHECK(t.use("2026-03-10T12:00:00Z", 8, 2) == 0);
  CHECK(t.use("2026-03-10T12:00:00Z", 10, 1) == 0);
  CHECK(t.use("2026-03-10T12:00:00Z", 10, 2) == 6);
}

TEST_CASE("what is included in whole minutes is used up in whole minutes, and over it no connect fee is due") {
  auto minutes = units("minutes", 120);
  minutes.increment = 60;
  auto tariff = with({minutes});
  tariff.sections[0].destinations[0].prices[0].connect_fee_micros = 3'000'000;
  town t{std::move(tariff)};
  CHECK(t.use("2026-03-10T12:00:00Z", 61) == 0);
  CHECK(t.use("2026-03-10T12:00:00Z", 1) == 4);  // two minutes are used up: this call is priced as any
  t.levels.clear();
  CHECK(t.use("2026-03-10T12:00:00Z", 121) == 1);
}

TEST_CASE("what is zero-rated is free and uses nothing up") {
  auto tariff = with({units("seconds", 10)});
  tariff.sections[0].destinations[0].zero_rated = true;
  town t{std::move(tariff)};
  CHECK(t.use("2026-03-10T12:00:00Z", 100) == 0);
  for (const auto& [bucket, level] : t.levels) CHECK(level == 0);
}

TEST_CASE("usage without a price uses nothing up") {
  auto tariff = with({units("seconds", 10)});
  tariff.bands = {{"weekend", "Weekend", 0b1100000, {}, 0, 86'400, 0}};
  tariff.sections[0].destinations[0].prices[0].band = "weekend";
  auto by = billing::compiled_tariff::compile(tariff);
  billing::held_allowance held[] = {{0, 10}};
  auto answer = billing::rate(*by, call("2026-03-10T12:00:00Z", 100), {held, {}, 0});
  CHECK(answer.outcome == billing::rating_outcome::no_price_then);
  CHECK(answer.used_count == 0);
  CHECK(answer.covered_quantity == 0);
}

TEST_CASE("messages cut into any pieces cost together what they cost at once") {
  auto tariff = voice_tariff({}, {2, core::rounding::half_up});
  tariff.counters = {{"all", "All"}};
  catalog::price price;
  price.counter = "all";
  price.tiers = {{7, 500'000, 33'333, 1, 1}, {20, 0, 12'345, 1, 3}, {{}, 100'000, 1'111, 1, 1}};
  tariff.sections[0].destinations[0].prices = {price};
  auto by = billing::compiled_tariff::compile(tariff);
  std::int64_t whole = billing::rate(*by, call("2026-03-10T12:00:00Z", 50)).charge_micros, sum = 0;
  std::int64_t counters[] = {0, 0};
  for (std::int64_t piece : {1, 2, 4, 1, 1, 11, 30}) {
    auto answer = billing::rate(*by, call("2026-03-10T12:00:00Z", piece), {{}, counters, 0});
    sum += answer.charge_micros;
    counters[0] += answer.counted;
    counters[1] += answer.counted_beside;
  }
  CHECK(counters[0] == 50);
  CHECK(sum == whole);
}

TEST_CASE("what may be used for the money that is there ends where the next increment would cost too much") {
  auto by = billing::compiled_tariff::compile(voice_tariff({always("0.5", {step(0, 60, "0.1", 60)})}));
  auto may = [&](std::int64_t micros) { return billing::afford(*by, call("2026-03-10T12:00:00Z", 3'600), {}, micros).quantity; };
  CHECK(may(599'999) == 0);
  CHECK(may(600'000) == 60);
  CHECK(may(850'000) == 180);
  CHECK(may(1'000'000'000) == 3'600);
}
