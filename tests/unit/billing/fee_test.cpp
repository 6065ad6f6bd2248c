// Months, parts of months, and what is given back.
#include "billing/fee.hpp"

#include <random>

#include "core/money.hpp"
#include "tests/catch.hpp"

using billing::cycle_of;
using billing::date_span;
using billing::decide_fee;
using billing::fee;
using billing::fee_proration;

namespace {

core::civil_date day(std::string_view text) { return core::parse_date(text).value(); }
core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

fee monthly(std::string_view began, std::int64_t amount_micros, int bill_day = 1, fee_proration proration = fee_proration::by_day) {
  fee out;
  out.price_code = "monthly";
  out.amount_micros = amount_micros;
  out.proration = proration;
  out.began_at = at(began);
  out.currency = "EUR";
  out.time_zone = "Europe/Warsaw";
  out.bill_day = bill_day;
  return out;
}

// What the scheduler makes of a fee until nothing more is due at `now`: what it owes, and each step.
struct run {
  std::int64_t micros = 0;
  std::vector<billing::fee_charge> steps;
};
run until(fee& of, core::instant now) {
  run out;
  std::vector<billing::fee_charge> charges;  // by when they end: what a credit finds
  std::optional<core::instant> due = of.charged_to ? of.ended_at : std::optional{of.began_at};
  while (due && *due <= now) {
    for (const auto& each : charges)
      if (of.charged_to == each.period.to) {
        of.last_from = each.period.from;
        of.last_cycle_from = each.cycle.from;
        of.last_cycle_to = each.cycle.to;
        of.last_amount_micros = each.amount_micros;
      }
    auto step = decide_fee(of);
    if (step.what) {
      out.micros += step.what->amount_micros;
      out.steps.push_back(*step.what);
      if (step.what->kind == billing::fee_charge_kind::charge) charges.push_back(*step.what);
    }
    of.charged_to = step.charged_to;
    due = step.due_at;
    REQUIRE(out.steps.size() < 1'000);
  }
  return out;
}

}  // namespace

TEST_CASE("a month goes from bill day to bill day, and a shorter month bills on its last day") {
  CHECK(cycle_of(day("2026-03-15"), 1) == date_span{day("2026-03-01"), day("2026-04-01")});
  CHECK(cycle_of(day("2026-03-01"), 1) == date_span{day("2026-03-01"), day("2026-04-01")});
  CHECK(cycle_of(day("2026-01-15"), 20) == date_span{day("2025-12-20"), day("2026-01-20")});
  CHECK(cycle_of(day("2026-01-31"), 31) == date_span{day("2026-01-31"), day("2026-02-28")});
  CHECK(cycle_of(day("2026-02-27"), 31) == date_span{day("2026-01-31"), day("2026-02-28")});
  CHECK(cycle_of(day("2026-02-28"), 31) == date_span{day("2026-02-28"), day("2026-03-31")});
  CHECK(cycle_of(day("2028-02-29"), 30) == date_span{day("2028-02-29"), day("2028-03-30")});
}

TEST_CASE("whatever the bill day, months follow each other without a gap for ten years") {
  for (int bill_day = 1; bill_day <= 31; ++bill_day) {
    auto cycle = cycle_of(day("2020-01-01"), bill_day);
    while (cycle.to < day("2030-01-01")) {
      auto next = cycle_of(cycle.to, bill_day);
      REQUIRE(next.from == cycle.to);
      REQUIRE(next.days() >= 28);
      REQUIRE(next.days() <= 31);
      REQUIRE(cycle_of(core::civil_date{std::chrono::sys_days{cycle.to} - std::chrono::days{1}}, bill_day) == cycle);
      cycle = next;
    }
  }
}

TEST_CASE("a line activated on the eleventh pays for twenty-one of thirty-one days, then whole months in advance") {
  auto it = monthly("2026-03-11T15:00:00Z", 31'000'000);
  auto paid = until(it, at("2026-05-15T00:00:00Z"));
  REQUIRE(paid.steps.size() == 3);
  CHECK(paid.steps[0].amount_micros == 21'000'000);
  CHECK(paid.steps[0].occurred_at == at("2026-03-11T15:00:00Z"));
  CHECK(paid.steps[1].amount_micros == 31'000'000);
  CHECK(paid.steps[1].occurred_at == at("2026-03-31T22:00:00Z"));  // midnight in Warsaw
  CHECK(paid.steps[2].period == date_span{day("2026-05-01"), day("2026-06-01")});
}

TEST_CASE("the day of activation is the customer's own") {
  auto it = monthly("2026-03-31T23:30:00Z", 30'000'000);  // already the first of April in Warsaw
  CHECK(decide_fee(it).what->period == date_span{day("2026-04-01"), day("2026-05-01")});
  it.time_zone = "America/New_York";
  CHECK(decide_fee(it).what->period == date_span{day("2026-03-31"), day("2026-04-01")});
}

TEST_CASE("a line that ends gets back the days it did not have") {
  auto it = monthly("2026-04-01T08:00:00Z", 30'000'000);
  CHECK(until(it, at("2026-04-11T10:00:00Z")).micros == 30'000'000);
  it.ended_at = at("2026-04-11T10:00:00Z");
  fee again = monthly("2026-04-01T08:00:00Z", 30'000'000);
  again.ended_at = it.ended_at;
  CHECK(until(again, at("2026-06-01T00:00:00Z")).micros == 10'000'000);  // ten days, charged late or credited: the same
  it.last_from = day("2026-04-01");
  it.last_cycle_from = day("2026-04-01");
  it.last_cycle_to = day("2026-05-01");
  it.last_amount_micros = 30'000'000;
  auto back = decide_fee(it);
  CHECK(back.what->amount_micros == -20'000'000);
  CHECK(back.what->period == date_span{day("2026-04-11"), day("2026-05-01")});
  CHECK_FALSE(back.due_at);
}

TEST_CASE("a line that ends on the day it began costs nothing a month") {
  auto it = monthly("2026-04-10T08:00:00Z", 30'000'000);
  it.ended_at = at("2026-04-10T20:00:00Z");
  CHECK(until(it, at("2026-06-01T00:00:00Z")).steps.empty());
}

TEST_CASE("a part of a month may cost the whole of it, or nothing") {
  auto full = monthly("2026-04-20T08:00:00Z", 30'000'000, 1, fee_proration::full), none = monthly("2026-04-20T08:00:00Z", 30'000'000, 1, fee_proration::none);
  CHECK(decide_fee(full).what->amount_micros == 30'000'000);
  CHECK(decide_fee(none).what->amount_micros == 0);
  CHECK(until(none, at("2026-05-02T00:00:00Z")).micros == 30'000'000);
}

TEST_CASE("months missed while the scheduler stood still are charged one by one, each with its own date") {
  auto it = monthly("2026-01-31T12:00:00Z", 10'000'000, 31);
  auto paid = until(it, at("2026-05-30T12:00:00Z"));
  REQUIRE(paid.steps.size() == 4);
  CHECK(paid.micros == 40'000'000);
  CHECK(paid.steps[1].period == date_span{day("2026-02-28"), day("2026-03-31")});
  CHECK(paid.steps[3].period == date_span{day("2026-04-30"), day("2026-05-31")});
}

TEST_CASE("what is paid once is paid once") {
  auto it = monthly("2026-04-20T08:00:00Z", 5'000'000);
  it.kind = billing::fee_kind::one_time;
  CHECK(until(it, at("2027-01-01T00:00:00Z")).micros == 5'000'000);
  it.ended_at = at("2026-04-21T00:00:00Z");
  CHECK_FALSE(decide_fee(it).what);
}

TEST_CASE("parts of months by days of each calendar month, as others' tests state them") {
  struct {
    std::string_view from, to_inclusive;
    std::int64_t millionths;
  } cases[] = {
      {"2019-02-11", "2019-02-12", 71'429},    {"2017-11-01", "2017-11-01", 33'333},     {"2019-01-01", "2019-12-31", 12'000'000},
      {"2019-01-31", "2019-02-01", 67'972},    {"2019-02-01", "2020-02-28", 12'965'517}, {"2020-07-01", "2020-07-30", 967'742},
      {"2019-03-01", "2019-03-31", 1'000'000},
  };
  for (const auto& each : cases) {
    CAPTURE(each.from);
    auto it = monthly(std::string{each.from} + "T00:00:00Z", 1'000'000'000'000);  // a million a month: cents are too coarse for one
    it.time_zone = "Etc/UTC";
    it.ended_at = core::zone::utc().start_of(core::civil_date{std::chrono::sys_days{day(each.to_inclusive)} + std::chrono::days{1}});
    auto paid = until(it, at("2030-01-01T00:00:00Z"));
    CHECK(core::divide(paid.micros, 1'000'000, core::rounding::half_up) == each.millionths);
  }
}

TEST_CASE("whenever a line ends and whenever that is heard, it has paid for the days it had") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  for (int i = 0; i < 3'000; ++i) {
    int bill_day = static_cast<int>(1 + random() % 31);
    auto began = core::instant::from_seconds(1'767'225'600 + static_cast<std::int64_t>(random() % 31'536'000));
    auto ended = began + std::chrono::seconds{random() % 20'000'000};
    auto proration = static_cast<fee_proration>(random() % 3);
    CAPTURE(i, bill_day, began.text(), ended.text());
    auto prompt = monthly("2026-01-01T00:00:00Z", static_cast<std::int64_t>(random() % 5'000) * 10'000, bill_day, proration), late = prompt;
    prompt.began_at = late.began_at = began;
    late.ended_at = ended;  // heard before anything was charged
    auto owed = until(late, ended + std::chrono::hours{24 * 400}).micros;

    // Charged for a while beyond the end, which is heard only then: charges in advance, then credits.
    auto heard = ended + std::chrono::hours{24 * (random() % 100)};
    std::vector<billing::fee_charge> charges;
    std::int64_t paid = 0;
    auto take = [&](const billing::fee_step& step) {
      if (step.what) {
        paid += step.what->amount_micros;
        if (step.what->kind == billing::fee_charge_kind::charge) charges.push_back(*step.what);
      }
      prompt.charged_to = step.charged_to;
      for (const auto& each : charges)
        if (prompt.charged_to == each.period.to) {
          prompt.last_from = each.period.from;
          prompt.last_cycle_from = each.cycle.from;
          prompt.last_cycle_to = each.cycle.to;
          prompt.last_amount_micros = each.amount_micros;
        }
      return step.due_at;
    };
    std::optional<core::instant> due = began;
    while (due && *due <= heard) due = take(decide_fee(prompt));
    prompt.ended_at = ended;
    due = ended;
    while (due && *due <= heard) due = take(decide_fee(prompt));
    REQUIRE(paid == owed);
    REQUIRE(paid >= 0);
  }
}
