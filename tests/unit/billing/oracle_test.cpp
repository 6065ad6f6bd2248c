// Ten thousand random tariffs and calls against a slow reading of the same rules, second by second, written apart.
#include <numeric>
#include <random>

#include "billing/explain.hpp"
#include "tests/catch.hpp"
#include "tests/unit/billing/sample_tariff.hpp"

using namespace billing_test;
using core::int128;

namespace {

constexpr std::int64_t pers[] = {1, 7, 30, 60, 3'600};
constexpr std::int64_t common = 25'200;  // of all of them

// --- the slow reading ------------------------------------------------------------------------------------------------

// Rounds value / divisor by counting up from below, without the arithmetic of core::divide.
std::int64_t slowly_rounded(int128 value, int128 divisor, core::rounding mode) {
  auto below = static_cast<std::int64_t>(value / divisor);
  int128 rest = value - divisor * below;
  if (rest == 0) return below;
  switch (mode) {
    case core::rounding::down: return below;
    case core::rounding::up: return below + 1;
    case core::rounding::half_up: return rest + rest >= divisor ? below + 1 : below;
    case core::rounding::half_even:
      if (rest + rest == divisor) return below % 2 == 0 ? below : below + 1;
      return rest + rest > divisor ? below + 1 : below;
  }
  return below;
}

std::int64_t ten_to(int exponent) { return exponent == 0 ? 1 : 10 * ten_to(exponent - 1); }

const catalog::destination* slowly_found(const catalog::usage_section& in, std::string_view number) {
  const catalog::destination* best = nullptr;
  int longest = -1;
  for (const auto& to : in.destinations)
    for (const auto& prefix : to.prefixes) {
      auto text = prefix == "*" ? std::string{} : prefix;
      if (number.substr(0, text.size()) == text && static_cast<int>(text.size()) > longest) best = &to, longest = static_cast<int>(text.size());
    }
  return best;
}

const catalog::price* slowly_held(const catalog::tariff& by, const catalog::destination& to, core::instant at, const core::zone& zone) {
  auto local = std::chrono::floor<std::chrono::seconds>(zone.to_local(at));
  auto day = std::chrono::floor<std::chrono::days>(local);
  auto second = (local - day).count();
  core::civil_date date{day};
  auto weekday = std::chrono::weekday{day}.iso_encoding() - 1;
  const catalog::price* best = nullptr;
  const catalog::time_band* by_band = nullptr;
  for (const auto& price : to.prices) {
    const catalog::time_band* band = nullptr;
    for (const auto& each : by.bands)
      if (each.code == price.band) band = &each;
    if (band) {
      bool today = (band->weekdays & (1u << weekday)) != 0;
      if (!band->dates.empty()) {
        today = false;
        for (auto each : band->dates) today = today || (each.month() == date.month() && each.day() == date.day());
      }
      if (!today || second < band->from_second || second >= band->to_second) continue;
    }
    bool better = !best || (band && !by_band) ||
                  (band && by_band && (band->weight > by_band->weight || (band->weight == by_band->weight && band->from_second > by_band->from_second)));
    if (better) best = &price, by_band = band;
  }
  return best;
}

// Nothing: no price at some second.
std::optional<std::int64_t> slow_cost(const catalog::tariff& by, const billing::usage_facts& call, std::int64_t& billed) {
  const auto& in = by.sections[0];
  const auto* to = slowly_found(in, call.other_party);
  billed = 0;
  if (call.quantity == 0) return 0;
  if (!to) return std::nullopt;
  int128 sum = 0;  // in micros / common
  for (std::int64_t second = 0; second < call.quantity; ++second) {
    if (second < billed) continue;
    const auto* price = slowly_held(by, *to, call.start + std::chrono::seconds{second}, call.zone->zone());
    if (!price) return std::nullopt;
    if (second == 0) sum += int128{price->connect_fee_micros} * common;
    const catalog::rate_step* step = nullptr;
    for (const auto& each : price->steps)
      if (each.from <= second) step = &each;
    int128 increment = int128{step->price_micros} * step->increment * (common / step->per);
    if (const auto& rule = in.increment_rounding)
      increment = int128{slowly_rounded(increment, int128{common} * ten_to(6 - rule->decimals), rule->mode)} * ten_to(6 - rule->decimals) * common;
    sum += increment;
    billed += step->increment;
  }
  auto lost = ten_to(6 - in.charge_rounding.decimals);
  auto charge = slowly_rounded(sum, int128{common} * lost, in.charge_rounding.mode) * lost;
  return to->max_charge_micros && charge > *to->max_charge_micros ? *to->max_charge_micros : charge;
}

// --- random tariffs and calls ----------------------------------------------------------------------------------------

struct chance {
  std::mt19937 random;
  std::int64_t among(std::int64_t least, std::int64_t most) { return std::uniform_int_distribution<std::int64_t>{least, most}(random); }
  bool once_in(int many) { return among(1, many) == 1; }
  template <class T, std::size_t N>
  const T& one_of(const T (&all)[N]) { return all[static_cast<std::size_t>(among(0, N - 1))]; }
  core::rounding mode() {
    constexpr core::rounding all[] = {core::rounding::up, core::rounding::down, core::rounding::half_up, core::rounding::half_even};
    return one_of(all);
  }
};

std::vector<catalog::rate_step> random_steps(chance& by) {
  constexpr std::int64_t increments[] = {1, 6, 10, 30, 60};
  std::vector<catalog::rate_step> out;
  std::int64_t from = 0;
  do {
    out.push_back({from, by.one_of(increments), by.among(0, 300'000), by.one_of(pers)});
    from += out.back().increment * by.among(1, 5);
  } while (by.once_in(2) && out.size() < 4);
  return out;
}

catalog::tariff random_tariff(chance& by) {
  auto out = voice_tariff({}, {static_cast<int>(by.among(0, 6)), by.mode()});
  auto& section = out.sections[0];
  if (by.once_in(3)) section.increment_rounding = catalog::rounding_rule{static_cast<int>(by.among(2, 6)), by.mode()};
  for (int i = static_cast<int>(by.among(0, 5)); i > 0; --i) {
    catalog::time_band band{"b" + std::to_string(i), "B", static_cast<std::uint8_t>(by.among(1, 127)), {}, 0, 86'400, static_cast<int>(by.among(0, 2))};
    if (by.once_in(4))
      for (int d = 0; d < 3; ++d) band.dates.push_back(std::chrono::month{static_cast<unsigned>(by.among(1, 12))} / static_cast<int>(by.among(1, 29)));
    if (!by.once_in(3)) {
      band.from_second = static_cast<std::int32_t>(by.among(0, 46) * 1'800);
      band.to_second = static_cast<std::int32_t>(band.from_second + by.among(1, 48 - band.from_second / 1'800) * 1'800);
    }
    out.bands.push_back(band);
  }
  auto prices = [&] {
    std::vector<catalog::price> made;
    for (const auto& band : out.bands)
      if (!by.once_in(4)) made.push_back({band.code, by.once_in(2) ? by.among(0, 50'000) : 0, random_steps(by)});
    if (made.empty() || !by.once_in(6)) made.push_back({"", by.once_in(2) ? by.among(0, 50'000) : 0, random_steps(by)});
    std::shuffle(made.begin(), made.end(), by.random);
    return made;
  };
  section.destinations.clear();
  constexpr std::string_view all_prefixes[] = {"*", "7", "74", "749", "7495", "4", "48", "481"};
  for (auto prefix : all_prefixes)
    if (prefix == "7" || by.once_in(2)) {
      catalog::destination to{std::string{prefix}, "D", {std::string{prefix}}, {}, false, prices(), {}};
      if (by.once_in(5)) to.max_charge_micros = by.among(0, 2'000'000);
      section.destinations.push_back(std::move(to));
    }
  return out;
}

billing::usage_facts random_call(chance& by) {
  constexpr std::string_view zones[] = {"Europe/Warsaw", "Europe/Moscow", "America/St_Johns", "Australia/Lord_Howe", "Etc/UTC"};
  constexpr std::string_view numbers[] = {"74951234567", "7812", "79161234567", "48600100200", "48111", "4", "1", "749"};
  constexpr std::string_view days[] = {"2026-03-29T00:30:00Z", "2026-10-25T00:20:00Z", "2026-04-04T14:40:00Z", "2026-12-31T22:55:00Z", "2028-02-28T23:50:00Z"};
  billing::usage_facts out;
  out.zone = &clock_of(by.one_of(zones));
  out.other_party = by.one_of(numbers);
  auto start = by.once_in(3) ? at(by.one_of(days)) + std::chrono::seconds{by.among(-4'000, 4'000)}
                             : core::instant::from_seconds(by.among(1'577'836'800, 1'893'456'000));  // 2020 to 2030
  out.start = start + std::chrono::milliseconds{by.once_in(3) ? by.among(0, 999) : 0};
  out.quantity = by.once_in(20) ? by.among(0, 100'000) : by.once_in(30) ? 0 : by.among(1, 400);
  return out;
}

}  // namespace

TEST_CASE("ten thousand random calls by random tariffs cost what a slow second-by-second reading says") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  chance by{std::mt19937{seed}};
  int rated = 0, without_price = 0;
  for (int i = 0; i < 10'000; ++i) {
    CAPTURE(i);
    auto tariff = random_tariff(by);
    auto usage = random_call(by);
    auto compiled = billing::compiled_tariff::compile(tariff);
    auto answer = billing::rate(*compiled, usage);
    std::int64_t billed = 0;
    auto slow = slow_cost(tariff, usage, billed);
    REQUIRE((answer.outcome == billing::rating_outcome::rated) == slow.has_value());
    (slow ? rated : without_price)++;
    if (!slow) continue;
    REQUIRE(answer.charge_micros == *slow);
    REQUIRE(answer.billed_quantity == billed);
    auto told = billing::explain(*compiled, usage);
    auto shown = std::accumulate(told.steps.begin(), told.steps.end(), std::int64_t{0},
                                 [](auto sum, const auto& step) { return sum + step.amount_micros.value_or(0); });
    REQUIRE(told.answer.charge_micros == *slow);
    REQUIRE(shown == *slow);
  }
  CHECK(rated > 5'000);  // the test must not become one of nothing but refusals
  CHECK(without_price > 100);
}
