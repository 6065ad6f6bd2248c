// Counters, allowances and truth cases of a tariff file.
#include "catalog/read_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/quantity.hpp"
#include "core/zone.hpp"

namespace catalog {
namespace {

constexpr std::size_t counters_max = 16, allowances_max = 32, truths_max = 1'000;
constexpr int covering_max = 8;  // what one piece of usage can be taken out of

sharing read_sharing(fields& in) {
  auto it = parse_sharing(in.text_or("shared_by", "subscriber"));
  if (!it) in.wrong(in.at("shared_by"), "`shared_by` must be subscriber or customer");
  return it.value_or(sharing::subscriber);
}

service read_service(fields& in) {
  auto it = parse_service(in.text_or("service", "voice"));
  if (!it) in.wrong(in.at("service"), "`service` must be voice, sms, data or content");
  return it.value_or(service::voice);
}

allowance read_allowance(const node& of, mistakes& noted) {
  fields in{of, noted};
  allowance out;
  out.code = in.code("code");
  out.label = in.text_or("label", out.code);
  out.of = read_service(in);
  out.covers = in.texts("covers");
  out.is_money = in.maybe("money") != nullptr;
  if (out.is_money == (in.maybe("amount") != nullptr)) in.wrong(in.at(), "an allowance has an `amount` of units, or `money`");
  out.amount = out.is_money ? in.micros("money") : in.quantity_or("amount", out.of, 1, 1);
  out.increment = in.quantity_or("increment", out.of, 1, 1);
  out.priority = static_cast<int>(in.whole_or("priority", 0, 1'000, 0));
  out.shared = read_sharing(in);
  out.days = static_cast<int>(in.whole_or("days_from_first_use", 1, 3'660, 0));
  out.rollover = static_cast<int>(in.whole_or("rollover_cycles", 0, 6, 0));
  if (out.days > 0 && out.rollover > 0) in.wrong(in.at("rollover_cycles"), "only what is given every cycle lives on in the next one");
  in.nothing_else();
  return out;
}

bool is_covered(const usage_section& in, const destination& to, const allowance& by) {
  bool named = std::find(by.covers.begin(), by.covers.end(), to.code) != by.covers.end();
  return by.of == in.of && !to.zero_rated && (named || (by.covers.empty() && in.networks.empty()));
}

void expect_few(fields& in, const tariff& read, const std::vector<allowance>& all) {
  for (const auto& section : read.sections)
    for (const auto& to : section.destinations) {
      int count = 0;
      for (const auto& each : all) count += is_covered(section, to, each) ? 1 + each.rollover : 0;
      if (count > covering_max)
        in.wrong(in.at("allowances"), fmt::format("usage of \"{}\" could be taken out of {} allowances, with those that live on; at most {}", to.code, count, covering_max));
    }
}

truth::usage read_usage(const node& of, mistakes& noted) {
  fields in{of, noted};
  truth::usage out;
  out.of = read_service(in);
  auto way = parse_direction(in.text_or("direction", "originated"));
  if (!way) in.wrong(in.at("direction"), "`direction` must be originated or terminated");
  out.way = way.value_or(direction::originated);
  auto start = core::instant::parse(in.text("start"));
  if (!start) in.wrong(in.at("start"), "`start` must be a time with its offset such as \"2026-03-01T10:00:00+01:00\"");
  out.start = start.value_or(core::instant{});
  out.quantity = in.quantity_or("quantity", out.of, 0, 1);
  out.amount_micros = in.micros_or("amount", 0);
  out.other_party = in.text_or("to", "");
  out.network = in.text_or("network", "");
  out.zone = in.text_or("zone", "Etc/UTC");
  if (!core::zone::find(out.zone)) in.wrong(in.at("zone"), fmt::format("there is no time zone \"{}\"", out.zone));
  out.on_net = in.flag_or("on_net", false);
  in.nothing_else();
  return out;
}

std::optional<std::int64_t> read_charge(const node& of, mistakes& noted) {
  if (of.is == node::kind::null) return std::nullopt;
  auto it = of.is == node::kind::text ? core::parse_micros(of.text) : std::nullopt;
  if (!it) noted.add(of.at, "a charge is an amount in quotes such as \"0.05\", or null where there is no price");
  return it;
}

truth read_truth(const node& of, mistakes& noted) {
  fields in{of, noted};
  truth out;
  out.name = in.text("name");
  in.maybe("charge");
  if (in.maybe("usages")) {
    for (const auto& each : in.list("usages")) out.usages.push_back(read_usage(each, noted));
    for (const auto& each : in.list("charges")) out.charge_micros.push_back(read_charge(each, noted));
  } else if (const auto* usage = in.need("usage")) {
    out.usages.push_back(read_usage(*usage, noted));
    if (const auto* charge = of.find("charge")) out.charge_micros.push_back(read_charge(*charge, noted));
  }
  if (out.usages.empty() || out.usages.size() != out.charge_micros.size())
    in.wrong(in.at(), "a case has a `usage` and its `charge`, or `usages` and as many `charges`");
  in.nothing_else();
  return out;
}

}  // namespace

std::vector<counter> read_counters(fields& in) {
  std::vector<counter> out;
  for (const auto& each : in.list("counters")) {
    fields of{each, in.noted()};
    counter made{of.code("code"), "", read_sharing(of)};
    made.label = of.text_or("label", made.code);
    of.nothing_else();
    if (std::any_of(out.begin(), out.end(), [&](const auto& it) { return it.code == made.code; }))
      in.wrong(each.at, fmt::format("a second counter \"{}\"", made.code));
    out.push_back(std::move(made));
  }
  if (out.size() > counters_max) in.wrong(in.at("counters"), fmt::format("at most {} counters", counters_max));
  return out;
}

std::vector<allowance> read_allowances(fields& in, const tariff& so_far) {
  std::vector<allowance> out;
  for (const auto& each : in.list("allowances")) {
    auto made = read_allowance(each, in.noted());
    if (std::any_of(out.begin(), out.end(), [&](const auto& it) { return it.code == made.code; }))
      in.wrong(each.at, fmt::format("a second allowance \"{}\"", made.code));
    for (const auto& code : made.covers) {
      bool there = std::any_of(so_far.sections.begin(), so_far.sections.end(), [&](const auto& section) {
        return section.of == made.of && std::any_of(section.destinations.begin(), section.destinations.end(), [&](const auto& to) { return to.code == code; });
      });
      if (!there) in.wrong(each.at, fmt::format("there is no destination \"{}\" of {} to cover", code, name_of(made.of)));
    }
    out.push_back(std::move(made));
  }
  if (out.size() > allowances_max) in.wrong(in.at("allowances"), fmt::format("at most {} allowances", allowances_max));
  expect_few(in, so_far, out);
  return out;
}

std::vector<truth> read_truths(fields& in) {
  std::vector<truth> out;
  for (const auto& each : in.list("cases")) out.push_back(read_truth(each, in.noted()));
  if (out.size() > truths_max) in.wrong(in.at("cases"), fmt::format("at most {} cases", truths_max));
  return out;
}

void expect_counters(fields& in, const tariff& read) {
  for (const auto& section : read.sections)
    for (const auto& to : section.destinations)
      for (const auto& price : to.prices)
        if (!price.counter.empty() &&
            std::none_of(read.counters.begin(), read.counters.end(), [&](const auto& it) { return it.code == price.counter; }))
          in.wrong(in.at("usage"), fmt::format("there is no counter \"{}\" in `counters`", price.counter));
}

}  // namespace catalog
