// Increments, bands, connect fees, holidays, caps and the rounding of increments, case by case.
#include "tests/unit/billing/truth_cases.hpp"

#include "tests/unit/billing/sample_tariff.hpp"

namespace billing_test {
namespace {

using catalog::service;
using prefixes = std::vector<std::string>;

constexpr std::uint8_t weekdays = 0b0011111, weekend = 0b1100000, any_day = 0b1111111;

catalog::price priced(std::string band, std::string_view connect_fee, std::vector<catalog::rate_step> steps) {
  auto out = always(connect_fee, std::move(steps));
  out.band = std::move(band);
  return out;
}

catalog::tariff one_section(service of, int increment_decimals, core::rounding mode, std::vector<catalog::time_band> bands,
                            std::vector<catalog::destination> destinations) {
  catalog::tariff out{"truth", 1, "Truth", *core::currency::parse("EUR"), {}, std::move(bands), {}};
  catalog::usage_section section;
  section.of = of;
  section.charge_rounding = {4, mode};
  section.increment_rounding = catalog::rounding_rule{increment_decimals, core::rounding::half_up};
  section.destinations = std::move(destinations);
  out.sections.push_back(std::move(section));
  return out;
}

catalog::destination to(prefixes where, std::vector<catalog::price> prices) {
  return {"d" + where.front(), "D", std::move(where), {}, false, std::move(prices), {}};
}

// A band that begins at `from` and ends where another begins is a band to the day's end: the later beginning wins.
const catalog::time_band workdays_morning{"morning", "Morning", weekdays, {}, 0, 86'400, 0};
const catalog::time_band workdays_evening{"evening", "Evening", weekdays, {}, 18 * 3600, 86'400, 0};
const catalog::time_band weekends{"weekend", "Weekend", weekend, {}, 0, 86'400, 0};

catalog::tariff peak_and_off_peak() {
  return one_section(service::voice, 6, core::rounding::half_up, {workdays_morning, workdays_evening, weekends},
                     {to({"0256", "0257", "0723", "49"}, {priced("morning", "1", {step(0, 1, "1", 1)}), priced("evening", "0", {step(0, 1, "0.5", 1)}),
                                                          priced("weekend", "0", {step(0, 1, "0.5", 1)})})});
}

catalog::tariff minute_then_seconds() {
  return one_section(service::voice, 6, core::rounding::half_up, {workdays_morning},
                     {to({"0256"}, {priced("morning", "0", {step(0, 60, "1", 1), step(60, 1, "1", 1)})})});
}

catalog::tariff two_destinations_and_new_year() {
  const std::vector<catalog::rate_step> peak{step(0, 60, "1.2", 60), step(60, 1, "1.2", 60)}, off_peak{step(0, 1, "0.01", 1)};
  auto out = one_section(service::voice, 5, core::rounding::up,
                         {{"peak", "Peak", weekdays, {}, 8 * 3600, 86'400, 0},
                          {"early", "Early", weekdays, {}, 0, 86'400, 0},
                          {"late", "Late", weekdays, {}, 19 * 3600, 86'400, 0},
                          {"weekend", "Weekend", weekend, {}, 0, 86'400, 0},
                          {"any", "Any", any_day, {}, 0, 86'400, 10},
                          {"new_year", "New Year", 0, {std::chrono::January / 1}, 0, 86'400, 20}},
                         {to({"10"}, {priced("peak", "0.2", peak), priced("early", "0.1", off_peak), priced("late", "0.1", off_peak),
                                      priced("weekend", "0.1", off_peak)}),
                          to({"20"}, {priced("any", "0.2", peak), priced("new_year", "0.1", off_peak)}), to({"30"}, {priced("any", "0.2", peak)})});
  out.sections[0].destinations.push_back({"voicemail", "Voicemail", {}, {"voicemail"}, false, {priced("any", "0", {step(0, 60, "0", 60)})}, {}});
  return out;
}

catalog::tariff to_everyone(service of, int decimals, std::string_view connect_fee, std::vector<catalog::rate_step> steps,
                            core::rounding mode = core::rounding::up) {
  return one_section(of, decimals, mode, {}, {to({"*"}, {always(connect_fee, std::move(steps))})});
}

catalog::tariff two_prices_of_messages() {
  return one_section(service::sms, 5, core::rounding::up, {},
                     {to({"1002"}, {always("0", {step(0, 1, "0.1", 1)})}), to({"10"}, {always("0", {step(0, 1, "0.2", 1)})})});
}

catalog::tariff capped_evening() {
  auto out = one_section(service::voice, 6, core::rounding::half_up, {workdays_evening},
                         {to({"0723", "0724"}, {priced("evening", "0", {step(0, 1, "1", 1)})})});
  out.sections[0].destinations[0].max_charge_micros = 10'000'000;
  return out;
}

catalog::tariff tutorial() {
  return one_section(service::voice, 5, core::rounding::up, {},
                     {to({"1002"}, {always("0.4", {step(0, 60, "0.2", 60), step(60, 1, "0.1", 60)})})});
}

catalog::tariff cheap_among_any() {
  return one_section(service::voice, 5, core::rounding::up, {},
                     {to({"1002"}, {always("0", {step(0, 60, "0.01", 60)})}), to({"*"}, {always("0.2", {step(0, 60, "0.1", 60), step(60, 1, "0.05", 60)})})});
}

catalog::tariff sixth_of_a_cent() {
  return one_section(service::voice, 6, core::rounding::half_up, {workdays_morning},
                     {to({"49", "41", "43"}, {priced("morning", "0", {step(0, 1, "0.1", 60)})})});
}

}  // namespace

std::vector<truth_case> truth_cases() {
  auto second_by_second = [] { return to_everyone(service::voice, 6, "0", {step(0, 1, "1", 1)}); };
  auto per_call = [] { return to_everyone(service::voice, 5, "0.1", {step(0, 1, "0", 1)}); };
  return {
      {"a call over the evening boundary, connect fee of its beginning", peak_and_off_peak(), "2012-02-02T17:30:00Z", 3'600, service::voice, "0256", "2701"},
      {"no duration, no connect fee", peak_and_off_peak(), "2012-02-02T17:30:00Z", 0, service::voice, "0256", "0"},
      {"the same with a longer number", peak_and_off_peak(), "2012-02-08T17:30:00Z", 3'600, service::voice, "0257308200", "2701"},
      {"wholly in the evening", peak_and_off_peak(), "2012-02-08T22:50:00Z", 3'621, service::voice, "0723045326", "1810.5"},
      {"a short one in the evening", peak_and_off_peak(), "2012-02-08T22:50:00Z", 110, service::voice, "0723", "55"},
      {"the first minute whole, then seconds", minute_then_seconds(), "2013-10-08T09:23:02Z", 85, service::voice, "0256", "85"},
      {"one unit of data, first increment sixty", to_everyone(service::data, 6, "0", {step(0, 60, "1", 1), step(60, 1, "1", 1)}, core::rounding::half_up),
       "2014-03-04T06:00:00Z", 1, service::data, "any", "60"},
      {"increments rounded before they are added", sixth_of_a_cent(), "2017-02-02T17:30:00Z", 180, service::voice, "49", "0.3001"},
      {"any day, second by second", second_by_second(), "2013-08-07T17:30:00Z", 90, service::voice, "4986517174963", "90"},
      {"no duration at all", second_by_second(), "2013-08-07T17:30:00Z", 0, service::voice, "4986517174963", "0"},
      {"one message", to_everyone(service::sms, 6, "0", {step(0, 1, "0.005", 1)}), "2014-03-04T00:00:00Z", 1, service::sms, "4917621621391", "0.005"},
      {"data in tens", to_everyone(service::data, 6, "0", {step(0, 10, "0.001", 10)}), "2014-03-04T01:00:00Z", 20, service::data, "any", "0.002"},
      {"connect fee, first minute, then seconds rounded up", tutorial(), "2020-01-07T12:00:00Z", 130, service::voice, "1002", "0.7169"},
      {"the common price on a working day", two_destinations_and_new_year(), "2020-01-07T12:00:00Z", 45, service::voice, "2001", "1.4"},
      {"New Year weighs more", two_destinations_and_new_year(), "2020-01-01T21:00:00Z", 45, service::voice, "2001", "0.55"},
      {"evening off-peak", two_destinations_and_new_year(), "2019-03-11T21:00:00Z", 45, service::voice, "1003", "0.55"},
      {"the shorter prefix of two", two_prices_of_messages(), "2020-01-07T12:00:00Z", 1, service::sms, "1003", "0.2"},
      {"a fee a call, five minutes", per_call(), "2020-01-07T12:00:00Z", 300, service::voice, "1002", "0.1"},
      {"a fee a call, any duration", per_call(), "2020-01-07T12:00:00Z", 45, service::voice, "1002", "0.1"},
      {"the longer prefix is cheaper", cheap_among_any(), "2020-01-07T12:00:00Z", 60, service::voice, "1002", "0.01"},
      {"ten minutes at a unit a second", second_by_second(), "2012-02-05T17:45:00Z", 600, service::voice, "any", "600"},
      {"the cap reached", capped_evening(), "2015-03-23T19:00:00Z", 1'800, service::voice, "0723123113", "10"},
      {"no tariff for the destination", two_destinations_and_new_year(), "2019-03-11T09:00:00Z", 60, service::voice, "4003", ""},
      {"no tariff for a message there", two_prices_of_messages(), "2020-01-07T12:00:00Z", 1, service::sms, "2001", ""},
  };
}

}  // namespace billing_test
