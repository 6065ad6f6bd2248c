// What a call costs, and the words in which it is explained.
#include <map>
#include <numeric>

#include "billing/explain.hpp"
#include "tests/catch.hpp"
#include "tests/unit/billing/sample_tariff.hpp"

using namespace billing_test;
using billing::compiled_tariff;
using billing::rate;
using billing::rating_outcome;

namespace {

std::int64_t cost(const catalog::tariff& tariff, const billing::usage_facts& usage) {
  auto compiled = compiled_tariff::compile(tariff);
  auto answer = rate(*compiled, usage);
  REQUIRE(answer.outcome == rating_outcome::rated);
  auto told = billing::explain(*compiled, usage);
  CHECK(told.answer.charge_micros == answer.charge_micros);
  auto shown = std::accumulate(told.steps.begin(), told.steps.end(), std::int64_t{0},
                               [](auto sum, const auto& step) { return sum + step.amount_micros.value_or(0); });
  CHECK(shown == answer.charge_micros);
  return answer.charge_micros;
}

// 0.10 a minute by day, 0.01 a minute from 20:00 to 08:00 on weekdays and all day at weekends.
catalog::tariff day_and_night() {
  auto out = voice_tariff({});
  out.bands = {{"day", "Weekday day", 0b0011111, {}, 8 * 3600, 20 * 3600, 10}, {"night", "Night and weekend", 0b1111111, {}, 0, 86'400, 0}};
  out.sections[0].destinations[0].prices = {{"day", 0, {step(0, 1, "0.10", 60)}}, {"night", 0, {step(0, 1, "0.01", 60)}}};
  return out;
}

}  // namespace

TEST_CASE("75 seconds at 30/6 are billed as 78") {
  auto tariff = voice_tariff({always("0", {step(0, 30, "0.60", 60), step(30, 6, "0.60", 60)})});
  auto answer = rate(*compiled_tariff::compile(tariff), call("2026-03-02T10:00:00Z", 75));
  CHECK(answer.billed_quantity == 78);
  CHECK(answer.charge_micros == 780'000);
}

TEST_CASE("a call shorter than the first increment pays all of it") {
  auto tariff = voice_tariff({always("0", {step(0, 60, "0.60", 60), step(60, 1, "0.60", 60)})});
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 1)) == 600'000);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 60)) == 600'000);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 61)) == 610'000);
}

TEST_CASE("a call of no duration costs nothing, not even the connect fee") {
  auto tariff = voice_tariff({always("0.50", {step(0, 60, "1", 60)})});
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 0)) == 0);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 1)) == 1'500'000);
}

TEST_CASE("the price of a call changes at the minute the evening begins") {
  CHECK(cost(day_and_night(), call("2026-03-02T19:59:00Z", 120)) == 110'000);
  CHECK(cost(day_and_night(), call("2026-03-02T20:00:00Z", 120)) == 20'000);
  CHECK(cost(day_and_night(), call("2026-03-02T07:59:30Z", 60)) == 5'000 + 50'000);
}

TEST_CASE("half a second before the evening is still the day") {
  CHECK(cost(day_and_night(), call("2026-03-02T19:59:59.5Z", 1)) == 1'667);
  CHECK(cost(day_and_night(), call("2026-03-02T20:00:00Z", 1)) == 167);
}

TEST_CASE("an increment that began by day is paid whole at the day's price") {
  auto tariff = day_and_night();
  for (auto& price : tariff.sections[0].destinations[0].prices) price.steps[0].increment = 60;
  // Begins 19:59:30: one increment to 20:00:30 by day, two by night.
  CHECK(cost(tariff, call("2026-03-02T19:59:30Z", 150)) == 100'000 + 20'000);
}

TEST_CASE("the customer's own clock decides, not the operator's") {
  CHECK(cost(day_and_night(), call("2026-03-02T05:30:00Z", 60, "48600100200", "Europe/Warsaw")) == 10'000);
  CHECK(cost(day_and_night(), call("2026-03-02T05:30:00Z", 60, "48600100200", "Europe/Moscow")) == 100'000);
}

TEST_CASE("the 23-hour day in spring and the 25-hour day in autumn are billed by the wall clock") {
  auto tariff = voice_tariff({});
  tariff.bands = {{"early", "Before three", 0b1111111, {}, 0, 3 * 3600, 0}, {"late", "From three", 0b1111111, {}, 3 * 3600, 86'400, 0}};
  tariff.sections[0].destinations[0].prices = {{"early", 0, {step(0, 1, "0.01", 1)}}, {"late", 0, {step(0, 1, "0.02", 1)}}};
  // Warsaw 2026-03-29: 02:00 becomes 03:00. From 01:00 local, two hours: one early, one late.
  CHECK(cost(tariff, call("2026-03-29T00:00:00Z", 7'200, "48600100200", "Europe/Warsaw")) == 3'600 * 30'000);
  // Warsaw 2026-10-25: 03:00 becomes 02:00 again. From 02:00 summer time, three hours: two early, one late.
  CHECK(cost(tariff, call("2026-10-25T00:00:00Z", 10'800, "48600100200", "Europe/Warsaw")) == 3'600 * 40'000);
}

TEST_CASE("a holiday weighs more than its weekday") {
  auto tariff = day_and_night();
  tariff.bands.push_back({"new_year", "New Year", 0, {std::chrono::January / 1}, 0, 86'400, 20});
  tariff.sections[0].destinations[0].prices.push_back({"new_year", 0, {step(0, 1, "0", 1)}});
  CHECK(cost(tariff, call("2026-01-01T12:00:00Z", 60)) == 0);
  CHECK(cost(tariff, call("2025-12-31T23:59:00Z", 120)) == 10'000);
  CHECK(cost(tariff, call("2026-01-02T12:00:00Z", 60)) == 100'000);
}

TEST_CASE("no digit is lost before the charge is rounded") {
  // A third of a cent a second: three seconds are exactly one cent.
  auto tariff = voice_tariff({always("0", {step(0, 1, "0.01", 3)})}, {2, core::rounding::down});
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 3)) == 10'000);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 300)) == 1'000'000);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 2)) == 0);
  tariff.sections[0].charge_rounding.mode = core::rounding::up;
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 1)) == 10'000);
}

TEST_CASE("one euro per gibibyte is exact, byte for byte") {
  auto tariff = voice_tariff({always("0", {step(0, 1, "1", 1 << 30)})});
  tariff.sections[0].of = catalog::service::data;
  auto usage = call("2026-03-02T10:00:00Z", 1 << 30, "internet");
  usage.service = catalog::service::data;
  CHECK(cost(tariff, usage) == 1'000'000);
  usage.quantity = (1LL << 30) * 1024;
  CHECK(cost(tariff, usage) == 1'024'000'000);
  usage.quantity = 537;  // half a micro and a little
  CHECK(cost(tariff, usage) == 1);
}

TEST_CASE("a capped call never costs more than its cap") {
  auto tariff = voice_tariff({always("0", {step(0, 1, "1", 1)})});
  tariff.sections[0].destinations[0].max_charge_micros = 10'000'000;
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 1'800)) == 10'000'000);
  CHECK(cost(tariff, call("2026-03-02T10:00:00Z", 9)) == 9'000'000);
}

TEST_CASE("a call inside our own network is priced as such whatever its prefix") {
  auto tariff = voice_tariff({always("0", {step(0, 1, "1", 60)})});
  tariff.sections[0].destinations.push_back({"on_net", "Our own network", {}, {}, true, {always("0", {step(0, 1, "0.06", 60)})}, {}});
  auto usage = call("2026-03-02T10:00:00Z", 60);
  CHECK(cost(tariff, usage) == 1'000'000);
  usage.on_net = true;
  CHECK(cost(tariff, usage) == 60'000);
}

TEST_CASE("what the tariff does not sell is not charged and says why") {
  auto tariff = day_and_night();
  tariff.sections[0].destinations[0].prefixes = {"7"};
  auto compiled = compiled_tariff::compile(tariff);
  auto outcome = [&](billing::usage_facts usage) { return rate(*compiled, usage).outcome; };
  auto usage = call("2026-03-02T10:00:00Z", 60);
  CHECK(outcome(usage) == rating_outcome::rated);
  usage.other_party = "48600100200";
  CHECK(outcome(usage) == rating_outcome::no_destination);
  usage.service = catalog::service::sms;
  CHECK(outcome(usage) == rating_outcome::no_section);
  usage = call("2026-03-02T10:00:00Z", 60);
  usage.network = "26001";  // abroad: never at the home price
  CHECK(outcome(usage) == rating_outcome::no_section);
  usage.network = "";
  usage.direction = catalog::direction::terminated;
  CHECK(outcome(usage) == rating_outcome::no_section);
  CHECK(outcome(call("2026-03-02T10:00:00Z", -1)) == rating_outcome::out_of_range);
  CHECK(outcome(call("2026-03-02T10:00:00Z", billing::quantity_max + 1)) == rating_outcome::out_of_range);
  for (const auto& step : billing::explain(*compiled, call("2026-03-02T10:00:00Z", 60, "48600100200")).steps)
    CHECK_FALSE(step.amount_micros);
}

TEST_CASE("an extension is not taken for a country, and an emergency call is what its name says") {
  auto tariff = voice_tariff({always("0", {step(0, 60, "1", 60)})});
  tariff.sections[0].destinations[0] = {"greece", "Greece", {"30"}, {}, false, tariff.sections[0].destinations[0].prices, {}};
  tariff.sections[0].destinations.push_back({"emergency", "Emergency services", {}, {"112"}, false, {always("0", {step(0, 1, "0", 1)})}, {}});
  auto compiled = compiled_tariff::compile(tariff);
  auto usage = call("2026-03-02T10:00:00Z", 60, "302101234567");
  CHECK(rate(*compiled, usage).charge_micros == 1'000'000);
  usage.other_party = "301";
  usage.is_number = false;
  CHECK(rate(*compiled, usage).outcome == rating_outcome::no_destination);
  usage.other_party = "112";
  CHECK(compiled->destination_code(rate(*compiled, usage).destination) == "emergency");
}

TEST_CASE("a call that runs into hours without a price is not charged in part") {
  auto tariff = day_and_night();
  tariff.sections[0].destinations[0].prices.pop_back();
  auto compiled = compiled_tariff::compile(tariff);
  auto answer = rate(*compiled, call("2026-03-02T19:59:30Z", 60));
  CHECK(answer.outcome == rating_outcome::no_price_then);
  CHECK(answer.charge_micros == 0);
}

TEST_CASE("abroad the network that fits best sets the price") {
  auto tariff = voice_tariff({always("0", {step(0, 60, "1", 60)})});
  auto abroad = tariff.sections[0];
  abroad.networks = {"*"};
  abroad.destinations[0].prices[0].steps[0].price_micros = 3'000'000;
  tariff.sections.push_back(abroad);
  abroad.networks = {"260", "26002"};
  abroad.destinations[0].prices[0].steps[0].price_micros = 2'000'000;
  tariff.sections.push_back(abroad);
  auto usage = call("2026-03-02T10:00:00Z", 60);
  CHECK(cost(tariff, usage) == 1'000'000);
  usage.network = "26001";
  CHECK(cost(tariff, usage) == 2'000'000);
  usage.network = "310260";
  CHECK(cost(tariff, usage) == 3'000'000);
}

TEST_CASE("an agent can say why a call over the evening boundary cost what it cost") {
  auto tariff = day_and_night();
  tariff.sections[0].destinations[0] = {"moscow", "Russia, Moscow", {"7", "7495"}, {}, false, tariff.sections[0].destinations[0].prices, {}};
  tariff.sections[0].destinations[0].prices[0].connect_fee_micros = 23'000;
  tariff.sections[0].charge_rounding = {2, core::rounding::half_up};
  auto told = billing::explain(*compiled_tariff::compile(tariff), call("2026-03-02T18:59:15Z", 75, "74951234567", "Europe/Warsaw"));
  std::vector<std::string> said;
  for (const auto& step : told.steps) said.push_back(step.title + " | " + step.detail);
  CHECK(said == std::vector<std::string>{
                    "Destination | Russia, Moscow: the number called begins with 7495.",
                    "Time | It began on Monday 2026-03-02 at 19:59:15, Europe/Warsaw time.",
                    "Connect fee | 0.023 EUR once, at the beginning.",
                    "Weekday day | 45 s from the beginning on: 45 increments of 1 s at 0.10 EUR per 60 s.",
                    "Night and weekend | 30 s from 45 s on: 30 increments of 1 s at 0.01 EUR per 60 s.",
                    "Rounding | The charge is rounded half up to 2 decimals, to 0.10 EUR.",
                    "Charge | 0.10 EUR for 75 s used, 75 s billed.",
                });
}
