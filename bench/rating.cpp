// rating: records a second in memory on one core, by a tariff of 60,000 prefixes with time bands and increments; the same
// with allowances and a counter whose levels are looked up and moved for each record.
// The limit, in the same run: one binary search a record over the same prefixes and nothing else.
// usage: bench_rating [--size N] [--json]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "billing/holdings.hpp"
#include "billing/lane_memory.hpp"

namespace {

constexpr std::size_t prefix_count = 60'000, destination_count = 600;

std::uint64_t key_of(std::string digits) {
  digits.resize(15, '0');
  return std::stoull(digits);
}

std::vector<std::string> make_prefixes(std::mt19937_64& random) {
  std::set<std::string> out;
  for (char first = '1'; first <= '9'; ++first) out.insert(std::string{first});
  while (out.size() < prefix_count)
    out.insert(std::to_string(10'000'000 + random() % 89'999'999).substr(0, 3 + random() % 6));
  return {out.begin(), out.end()};
}

catalog::price priced(std::string band, std::int64_t micros, bool by_minute) {
  if (by_minute) return {std::move(band), 0, {{0, 60, micros, 60}, {60, 1, micros, 60}}};
  return {std::move(band), micros / 4, {{0, 30, micros, 60}, {30, 6, micros, 60}}};
}

catalog::tariff make_tariff(const std::vector<std::string>& prefixes, std::mt19937_64& random) {
  catalog::tariff out{"bench", 1, "Bench", *core::currency::parse("EUR"), {}, {}, {}};
  out.bands = {{"day", "Day", 0b0011111, {}, 8 * 3'600, 20 * 3'600, 10},
               {"night", "Night", 0b0011111, {}, 0, 86'400, 0},
               {"weekend", "Weekend", 0b1100000, {}, 0, 86'400, 0},
               {"holiday", "Holiday", 0, {std::chrono::January / 1}, 0, 86'400, 20}};
  catalog::usage_section section;
  section.charge_rounding = {4, core::rounding::half_up};
  for (std::size_t i = 0; i < destination_count; ++i) {
    catalog::destination to{"d" + std::to_string(i), "D", {}, {}, false, {}, {}};
    auto micros = static_cast<std::int64_t>(random() % 300'000);
    for (const auto* band : {"day", "night", "weekend", "holiday"})
      to.prices.push_back(priced(band, micros, i % 2 == 0));
    section.destinations.push_back(std::move(to));
  }
  for (std::size_t i = 0; i < prefixes.size(); ++i)
    section.destinations[i % destination_count].prefixes.push_back(prefixes[i]);
  out.sections.push_back(std::move(section));
  return out;
}

// Of half a million lines: an evening's minutes for some destinations, minutes for all that live on for a cycle, a limit.
catalog::tariff with_memory(catalog::tariff tariff) {
  catalog::allowance evenings{"evenings", "Evenings", catalog::service::voice, {"d1", "d3", "d5", "d7", "d9"}};
  evenings.amount = 3'600;
  catalog::allowance minutes{"minutes", "Minutes", catalog::service::voice, {}};
  minutes.amount = 360;
  minutes.rollover = 1;
  minutes.priority = 5;
  tariff.allowances = {std::move(evenings), std::move(minutes)};
  tariff.most_a_cycle_micros = 150'000'000;
  return tariff;
}

struct calls {
  std::vector<std::string> numbers;
  std::vector<billing::usage_facts> facts;
};

// Over two months; four fifths to a hundredth of the prefixes, as at home; three minutes on the average.
calls make_calls(std::size_t size, const std::vector<std::string>& prefixes, const billing::civil_clock& clock,
                 std::mt19937_64& random) {
  calls out;
  std::exponential_distribution<double> length{1.0 / 180};
  for (std::size_t i = 0; i < size; ++i) {
    auto among = random() % 5 == 0 ? prefixes.size() : prefixes.size() / 100;
    out.numbers.push_back(prefixes[random() % among] + std::to_string(random() % 9'000'000 + 1'000'000));
  }
  for (const auto& number : out.numbers) {
    billing::usage_facts call;
    call.start = core::instant::from_seconds(1'772'323'200 +
                                             static_cast<std::int64_t>(random() % 5'184'000));  // from 2026-03-01
    call.quantity = static_cast<std::int64_t>(length(random)) + 1;
    call.other_party = number;
    call.zone = &clock;
    out.facts.push_back(call);
  }
  return out;
}

// The core's own seconds: what the neighbours take of it is not ours.
double core_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <class F>
double best_rate(std::size_t size, F&& work) {
  double best = 0;
  for (int i = 0; i < 3; ++i) {
    auto begin = core_seconds();
    work();
    best = std::max(best, static_cast<double>(size) / (core_seconds() - begin));
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t size = 1'000'000;
  bool json = false;
  for (int i = 1; i < argc; ++i) {
    std::string_view word{argv[i]};
    if (word == "--json")
      json = true;
    else if (word == "--size" && i + 1 < argc)
      size = std::strtoull(argv[++i], nullptr, 10);
    else
      return fmt::print(stderr, "usage: bench_rating [--size N] [--json]\n"), 2;
  }
  std::mt19937_64 random{20'260'301};  // fixed: figures of two runs are compared
  auto prefixes = make_prefixes(random);
  billing::civil_clock clock{core::zone::find("Europe/Warsaw").value()};
  auto compiled = billing::compiled_tariff::compile(make_tariff(prefixes, random));
  auto load = make_calls(size, prefixes, clock, random);

  std::int64_t money = 0, unrated = 0;
  auto value = best_rate(size, [&] {
    money = unrated = 0;
    for (const auto& call : load.facts) {
      auto answer = billing::rate(*compiled, call);
      money += answer.charge_micros;
      unrated += answer.outcome != billing::rating_outcome::rated;
    }
  });
  if (unrated != 0)
    return fmt::print(stderr, "{} of {} records have no price: the figure is worth nothing\n", unrated, size), 1;

  std::vector<std::uint64_t> keys, asked;
  for (const auto& each : prefixes) keys.push_back(key_of(each));
  for (const auto& each : load.numbers) asked.push_back(key_of(each));
  std::uint64_t found = 0;
  auto limit = best_rate(size, [&] {
    for (auto each : asked)
      found += static_cast<std::uint64_t>(std::upper_bound(keys.begin(), keys.end(), each) - keys.begin());
  });

  std::int16_t last = 0;
  auto remembering = with_memory(compiled->source());
  auto stateful = billing::compiled_tariff::compile(remembering, billing::number_buckets(remembering, [&](const std::string&) { return ++last; }));
  std::size_t buckets = 0, covered = 0;
  auto remembered = best_rate(size, [&] {
    billing::lane_memory levels;
    billing::holdings held;
    covered = 0;
    std::uint64_t whose = 1;
    for (const auto& call : load.facts) {
      whose = whose * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
      auto line = static_cast<std::int64_t>((whose >> 33) % 500'000) + 1;
      billing::holder who{line, core::instant::from_seconds(1'767'225'600), call.zone, 1};
      auto state = held.look(*stateful, who, call.service, call.start, [&](std::int64_t bucket) { return levels.level({core::customer_id{line}, bucket}); });
      auto answer = billing::rate(*stateful, call, state);
      for (const auto& each : held.changes(answer)) levels.add({core::customer_id{line}, each.bucket}, each.delta);
      covered += answer.covered_quantity != 0;
    }
    buckets = levels.buckets();
  });

  if (json)
    fmt::print(
        R"({{"name":"rating","size":{},"value":{:.0f},"unit":"records/s","limit":{:.0f},"ratio":{:.3f},"prefixes":{},"charge_micros":{},"with_allowances":{:.0f},"covered":{},"buckets":{}}})"
        "\n",
        size, value, limit, value / limit, prefixes.size(), money, remembered, covered, buckets);
  else
    fmt::print(
        "rating: {:.0f} records/s on one core, {} prefixes, {} records; a bare binary search of the prefixes: {:.0f}/s "
        "(ratio {:.3f})\n",
        value, prefixes.size(), size, limit, value / limit),
        fmt::print("with allowances and a limit a cycle, levels looked up and moved: {:.0f} records/s; {} of them covered, {} buckets\n",
                   remembered, covered, buckets);
  return found == 0 ? 1 : 0;
}
