// Our rating against numbers that others' tests state.
#include "billing/rate.hpp"
#include "tests/catch.hpp"
#include "tests/unit/billing/sample_tariff.hpp"
#include "tests/unit/billing/truth_cases.hpp"

using namespace billing_test;

TEST_CASE("usage costs what other rating systems' tests say it costs") {
  for (const auto& each : truth_cases()) {
    INFO(each.name);
    auto usage = call(each.start, each.quantity, each.other_party);
    usage.service = each.service;
    auto answer = billing::rate(*billing::compiled_tariff::compile(each.tariff), usage);
    if (each.charge.empty()) {
      CHECK(answer.outcome == billing::rating_outcome::no_destination);
    } else {
      CHECK(answer.outcome == billing::rating_outcome::rated);
      CHECK(core::micros_text(answer.charge_micros, 0) == each.charge);
    }
  }
}
