// Several writers on the same lanes: programs, threads, a person at a counter. No movement is lost, none is doubled.
// `./test long` makes a hundred thousand of them.
#include <cstdlib>
#include <random>
#include <thread>

#include "billing/segment_keeper.hpp"
#include "billing/snapshot.hpp"
#include "billing/top_up.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using tests::call;
using tests::noon;

namespace {

int interleavings() {
  if (const char* asked = std::getenv("ABONENT_INTERLEAVINGS")) return std::atoi(asked);
  return std::getenv("ABONENT_LONG") ? 100'000 : 600;
}

struct tally {
  std::int64_t money = 0, movements = 0;
  int overtaken_for_good = 0;
};

// What one writer does: batches of a few calls, some of them sent twice.
tally write_usage(tests::usage_case& town, const std::vector<tests::usage_case::line>& people, const std::string& source, int times,
                  std::uint64_t seed) {
  std::mt19937_64 random{seed};
  auto in = town.make_ingest();
  tally done;
  for (int i = 1; i <= times; ++i) {
    std::vector<bus::usage_record> records;
    std::vector<std::string> keys;
    auto count = 1 + random() % 5;
    for (std::size_t k = 0; k < count; ++k) keys.push_back(std::to_string(i) + "/" + std::to_string(k));
    for (const auto& key : keys) records.push_back(call(key, people[random() % people.size()].msisdn));
    for (int again = random() % 4 == 0 ? 2 : 1; again > 0; --again) {
      auto answer = tests::send(in, source, static_cast<std::uint64_t>(i), records);
      if (answer != tests::counted(static_cast<std::uint32_t>(count))) ++done.overtaken_for_good;
    }
    done.money -= 60'000 * static_cast<std::int64_t>(count);
    done.movements += static_cast<std::int64_t>(count);
  }
  return done;
}

tally write_top_ups(tests::usage_case& town, const std::vector<tests::usage_case::line>& people, int times, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  auto room = town.as("billing");
  tally done;
  for (int i = 0; i < times; ++i) {
    auto micros = static_cast<std::int64_t>(1 + random() % 1'000'000);
    billing::new_top_up what{core::uuid::make(noon()), people[random() % people.size()].customer, {},
                             core::money{micros, *core::currency::parse("EUR")}, "app", "tester"};
    for (int again = random() % 4 == 0 ? 2 : 1; again > 0; --again)
      if (!room.transact([&](db::tx& t) { return billing::top_up(t, noon(), what); })) ++done.overtaken_for_good;
    done.money += micros;
    ++done.movements;
  }
  return done;
}

}  // namespace

TEST_CASE("two programs take in usage and a counter tops up on the same lanes: no update is lost", "[billing]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  tests::usage_case town{12};
  std::vector<tests::usage_case::line> people;
  for (int i = 0; i < 4; ++i) people.push_back(town.add_line("4850000000" + std::to_string(i)));
  auto times = interleavings() / 4;
  std::atomic<bool> writing{true};
  tally one, two, counter, web;
  std::thread keeper{[&] {
    auto session = town.session();
    billing::segment_limits limits;
    limits.full_bytes = 64 * 1024;
    while (writing) {
      billing::keep_segments(session, noon(), limits);
      billing::merge_segments(session, limits);
      billing::take_snapshot(session, noon());
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
  }};
  std::thread first{[&] { one = write_usage(town, people, "msc", times, seed); }};
  std::thread second{[&] { two = write_usage(town, people, "pbx", times, seed + 1); }};
  std::thread third{[&] { counter = write_top_ups(town, people, times, seed + 2); }};
  std::thread fourth{[&] { web = write_top_ups(town, people, times, seed + 3); }};
  for (auto* each : {&first, &second, &third, &fourth}) each->join();
  writing = false;
  keeper.join();
  CHECK(one.overtaken_for_good + two.overtaken_for_good + counter.overtaken_for_good + web.overtaken_for_good == 0);
  CHECK(town.number("SELECT sum(balance_micros)::bigint FROM billing.published_balance") == one.money + two.money + counter.money + web.money);
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == one.movements + two.movements + counter.movements + web.movements);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("two programs that are sent the same batches at once apply each of them once and give the same answers", "[billing]") {
  tests::usage_case town{12};
  std::vector<tests::usage_case::line> people;
  for (int i = 0; i < 4; ++i) people.push_back(town.add_line("4850000000" + std::to_string(i)));
  constexpr std::uint64_t batches = 30;
  auto send_all = [&](std::vector<bus::usage_answer>& answers) {
    auto in = town.make_ingest();
    for (std::uint64_t i = 1; i <= batches; ++i) {
      auto key = "k" + std::to_string(i), shared = "s" + std::to_string(i / 2);
      answers.push_back(tests::send(in, "msc", i, {call(key, people[i % 4].msisdn), call(shared, people[0].msisdn), call("x" + key, "48599999999")}));
    }
  };
  std::vector<bus::usage_answer> one, two;
  std::thread first{[&] { send_all(one); }};
  std::thread second{[&] { send_all(two); }};
  first.join();
  second.join();
  CHECK(one == two);
  CHECK(town.number("SELECT count(*) FROM billing.batch") == batches);
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == batches + batches / 2 + 1);
  CHECK(town.number("SELECT count(*) FROM billing.suspense") == batches);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("the workers of one program take in usage of several sources while lines are opened", "[billing]") {
  tests::usage_case town{12};
  auto in = town.make_ingest();
  constexpr int workers = 3, batches = 15;
  std::vector<tests::usage_case::line> people;
  for (int i = 0; i < workers; ++i) people.push_back(town.add_line("4850000000" + std::to_string(i)));
  std::atomic<int> odd_answers{0};
  std::vector<std::jthread> threads;
  for (int w = 0; w < workers; ++w)
    threads.emplace_back([&, w] {
      for (int i = 1; i <= batches; ++i) {
        auto opened = "4860" + std::to_string(w) + std::to_string(100'000 + i);
        if (i % 5 == 0) town.add_line(opened);
        auto key = std::to_string(i);
        auto answer = tests::send(in, "msc" + std::to_string(w), static_cast<std::uint64_t>(i),
                                  {call("a" + key, people[static_cast<std::size_t>(w)].msisdn), call("b" + key, opened)});
        if (answer != (i % 5 == 0 ? tests::counted(2) : tests::counted(1, 0, 1))) ++odd_answers;
      }
    });
  threads.clear();
  CHECK(odd_answers == 0);
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == workers * (batches + batches / 5));
  CHECK(town.number("SELECT count(*) FROM billing.suspense") == workers * (batches - batches / 5));
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}
