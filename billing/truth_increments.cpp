// Truth cases by increments: bindings of prefixes and a calendar to rate slots.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "billing/truth_models.hpp"

namespace billing {
namespace {

constexpr std::int32_t day_seconds = 86'400;

std::int32_t time_of_day(catalog::fields& in, std::string_view name, std::int32_t otherwise) {
  if (!in.maybe(name)) return otherwise;
  auto text = in.text(name);
  int hours = 0, minutes = 0, seconds = 0;
  int read = std::sscanf(text.c_str(), "%2d:%2d:%2d", &hours, &minutes, &seconds);
  if (read < 2 || hours < 0 || hours > 24 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
    in.wrong(in.at(name), fmt::format("`{}` must be a time of day such as \"18:00:00\"", name));
  return std::min(hours * 3'600 + minutes * 60 + seconds, day_seconds);
}

void read_holiday(catalog::fields& in, catalog::time_band& into) {
  auto add = [&](const std::vector<catalog::node>& pair, catalog::place at) {
    int month = 0, day = 0;
    if (pair.size() == 2) month = std::atoi(pair[0].text.c_str()), day = std::atoi(pair[1].text.c_str());
    std::chrono::month_day it{std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
    if (it.ok())
      into.dates.push_back(it);
    else
      in.wrong(at, "`month_day` must be a month and a day such as [1, 1]");
  };
  if (const auto* it = in.maybe("month_day")) {
    bool several = !it->items.empty() && it->items.front().is == catalog::node::kind::list;
    if (several)
      for (const auto& each : it->items) add(each.items, each.at);
    else
      add(it->items, it->at);
  }
  if (in.maybe("date")) {
    if (auto date = core::parse_date(in.text("date")))
      into.days_once.push_back(*date);
    else
      in.wrong(in.at("date"), "`date` must be a date such as \"2026-04-05\"");
  }
}

catalog::time_band read_calendar(catalog::fields& binding, std::size_t number) {
  catalog::time_band out;
  out.code = fmt::format("b{}", number);
  out.label = "Usage";
  out.weight = static_cast<int>(scaled(number_in(binding, "weight", {}), 0));
  const auto* node = binding.maybe("calendar");
  if (!node) return out;
  catalog::fields in{*node, binding.noted()};
  out.label = in.text_or("id", out.label);
  if (!in.list("weekdays").empty()) {
    out.weekdays = 0;
    for (const auto& day : numbers_in(in, "weekdays")) {
      if (day.scale != 0 || day.digits < 1 || day.digits > 7)
        in.wrong(in.at("weekdays"), "`weekdays` are numbers from 1, Monday, to 7");
      else
        out.weekdays = static_cast<std::uint8_t>(out.weekdays | 1u << (day.digits - 1));
    }
  }
  read_holiday(in, out);
  out.from_second = time_of_day(in, "time_from", 0);
  out.to_second = time_of_day(in, "time_to", day_seconds);
  return out;
}

struct slots {
  std::vector<catalog::rate_step> steps;
  std::int64_t connect_fee_micros = 0;
};

slots read_slots(catalog::fields& binding, int decimals) {
  slots out;
  for (const auto& each : binding.list("rate_slots")) {
    catalog::fields in{each, binding.noted()};
    auto at_least_one = [&](decimal it) { return std::max<std::int64_t>(1, scaled(it.digits == 0 ? decimal{1, 0} : it, decimals)); };
    auto price = price_of(number_in(in, "rate", {}), at_least_one(number_in(in, "rate_unit", {1, 0})));
    catalog::rate_step step{scaled(number_in(in, "group_interval_start", {}), decimals),
                            at_least_one(number_in(in, "rate_increment", {1, 0})), price.micros, price.per};
    auto fee = micros_of(number_in(in, "connect_fee", {}));
    if (out.steps.empty()) out.connect_fee_micros = fee;
    if (step.from < 0 || (!out.steps.empty() && step.from <= out.steps.back().from))
      in.wrong(in.at(), "each rate slot begins later than the one before it");
    out.steps.push_back(step);
  }
  if (out.steps.empty()) binding.wrong(binding.at("rate_slots"), "a binding has at least one of `rate_slots`");
  if (out.steps.empty() || out.steps.front().from > 0) out.steps.insert(out.steps.begin(), {0, 1, 0, 1});
  return out;
}

catalog::price read_binding(catalog::fields& in, const catalog::time_band& band, int decimals) {
  auto slots = read_slots(in, decimals);
  catalog::price out{band.code, slots.connect_fee_micros, std::move(slots.steps)};
  auto digits = number_in(in, "rounding_decimals", {6, 0});
  out.rounding = catalog::rounding_rule{static_cast<int>(std::clamp<std::int64_t>(scaled(digits, 0), 0, 6)), rounding_in(in, "rounding_method")};
  if (in.maybe("min_cost")) out.least_micros = micros_of(number_in(in, "min_cost"));
  auto most = number_in(in, "max_cost", {});
  auto strategy = in.text_or("max_cost_strategy", "free_after");
  if (strategy != "free_after" && strategy != "disconnect")
    in.wrong(in.at("max_cost_strategy"), "`max_cost_strategy` must be free_after or disconnect");
  if (most.digits > 0)
    out.most = catalog::cap{micros_of(most), strategy == "disconnect" ? catalog::past_cap::disconnect : catalog::past_cap::free_after};
  return out;
}

catalog::service service_of(const std::string& unit) {
  if (unit == "s" || unit.empty()) return catalog::service::voice;
  if (unit == "sms") return catalog::service::sms;
  return unit == "data" ? catalog::service::data : catalog::service::content;
}

catalog::tariff read_bindings(catalog::fields& in, catalog::service of, int decimals) {
  auto out = case_tariff(of, decimals);
  auto& section = out.sections.front();
  if (in.maybe("increment_precision_decimals")) {
    auto digits = scaled(number_in(in, "increment_precision_decimals"), 0);
    section.increment_rounding = catalog::rounding_rule{static_cast<int>(std::clamp<std::int64_t>(digits, 0, 12)), core::rounding::half_up};
  }
  // One destination a prefix, with the prices of all bindings that name it: among these the calendar decides.
  std::map<std::string, std::vector<catalog::price>> by_prefix;
  for (const auto& each : in.list("bindings")) {
    catalog::fields binding{each, in.noted()};
    out.bands.push_back(read_calendar(binding, out.bands.size()));
    auto price = read_binding(binding, out.bands.back(), decimals);
    auto named = binding.texts("destination_prefixes");
    for (const auto& prefix : std::set<std::string>{named.begin(), named.end()}) by_prefix[prefix].push_back(price);
  }
  for (auto& [prefix, prices] : by_prefix) {
    auto to = case_destination(prefix, std::move(prices));
    (prefix == "*any" || is_dialled(prefix) ? to.prefixes : to.names).push_back(prefix == "*any" ? "*" : prefix);
    section.destinations.push_back(std::move(to));
  }
  return out;
}

// What decimals the units of rate slots need.
int slot_decimals(catalog::fields& tariff, catalog::mistakes& noted) {
  std::vector<decimal> all;
  for (const auto& binding : tariff.list("bindings")) {
    catalog::fields in{binding, noted};
    for (const auto& slot : in.list("rate_slots")) {
      catalog::fields of{slot, noted};
      for (const auto* name : {"rate_unit", "rate_increment", "group_interval_start"}) all.push_back(number_in(of, name, {}));
    }
  }
  return decimals_of(all);
}

}  // namespace

truth_answer rate_increments(catalog::fields& tariff, catalog::fields& usage) {
  auto quantity = number_in(usage, "quantity");
  catalog::mistakes read_again;
  auto decimals = std::max(slot_decimals(tariff, read_again), decimals_of({quantity}));
  auto service = service_of(word_in(usage, "unit"));
  auto by = read_bindings(tariff, service, decimals);
  usage_facts facts;
  facts.service = service;
  auto start = core::instant::parse(usage.text("start"));
  if (!start) usage.wrong(usage.at("start"), "`start` must be a time with its offset");
  facts.start = start.value_or(core::instant{});
  facts.quantity = scaled(quantity, decimals);
  auto to = word_in(usage, "destination");
  facts.other_party = to;
  facts.is_number = is_dialled(to);
  facts.continues = usage.flag_or("connect_fee_already_charged", false);
  facts.zone = &clock_in(usage);
  bool has_balance = usage.maybe("balance") != nullptr;
  auto balance = has_balance ? micros_of(number_in(usage, "balance")) : INT64_MAX;
  if (!usage.noted().none()) return {};
  case_rating rating{std::move(by)};
  rating.use(facts);
  auto out = rating.answer();
  out.granted = afford(rating.by(), facts, {}, balance).quantity;
  if (has_balance) out.balance_after_micros = balance - out.charge_micros;
  return out;
}

}  // namespace billing
