// The shape of a tariff file, top to bottom; catalog/README.md shows one.
#include "catalog/read_tariff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "catalog/read_price.hpp"
#include "catalog/read_state.hpp"
#include "core/zone.hpp"

namespace catalog {
namespace {

constexpr std::size_t prices_max = 32, bands_max = 64, dates_max = 100;
constexpr std::string_view days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `mon-fri,sun` to bits from Monday; 0 when it is not that.
std::uint8_t weekdays(std::string_view text) {
  auto day = [](std::string_view name) {
    return static_cast<std::size_t>(std::find(std::begin(days), std::end(days), name) - std::begin(days));
  };
  std::uint8_t bits = 0;
  while (!text.empty()) {
    auto piece = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    auto dash = piece.find('-');
    auto first = day(piece.substr(0, dash)),
         last = dash == std::string_view::npos ? first : day(piece.substr(dash + 1));
    if (first > 6 || last > 6 || first > last) return 0;
    for (auto i = first; i <= last; ++i) bits = static_cast<std::uint8_t>(bits | 1u << i);
  }
  return bits;
}

// `08:00` or `08:00:30` to seconds of the day; `24:00` is its end.
std::optional<std::int32_t> second_of_day(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  std::int32_t seconds = 0;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    auto piece = text.substr(i, 2);
    if (!digits(piece) || (i > 0 && text[i - 1] != ':')) return std::nullopt;
    auto value = (piece[0] - '0') * 10 + (piece[1] - '0');
    if (value > (i == 0 ? 24 : 59)) return std::nullopt;
    seconds += value * (i == 0 ? 3'600 : i == 3 ? 60 : 1);
  }
  if (seconds > 86'400) return std::nullopt;
  return seconds;
}

std::optional<std::chrono::month_day> month_day(std::string_view text) {
  if (text.size() != 5 || text[2] != '-' || !digits(text.substr(0, 2)) || !digits(text.substr(3))) return std::nullopt;
  auto number = [&](std::size_t at) { return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0')); };
  std::chrono::month_day it{std::chrono::month{number(0)}, std::chrono::day{number(3)}};
  return it.ok() ? std::optional{it} : std::nullopt;
}

time_band read_band(const node& of, mistakes& noted) {
  fields in{of, noted};
  time_band out;
  out.code = in.code("code");
  out.label = in.text_or("label", out.code);
  if (in.maybe("days")) {
    out.weekdays = weekdays(in.text("days"));
    if (out.weekdays == 0) in.wrong(in.at("days"), "`days` must be like \"mon-fri\" or \"sat,sun\"");
  }
  for (const auto& text : in.texts("dates")) {
    if (auto date = month_day(text))
      out.dates.push_back(*date);
    else if (auto once = core::parse_date(text))
      out.days_once.push_back(*once);
    else
      in.wrong(in.at("dates"), fmt::format("\"{}\" must be a month and a day such as \"01-07\", or a date", text));
  }
  if (out.dates.size() + out.days_once.size() > dates_max) in.wrong(in.at("dates"), fmt::format("at most {} dates", dates_max));
  if (in.maybe("days") && in.maybe("dates")) in.wrong(in.at("dates"), "a band has `days` or `dates`, not both");
  auto second = [&](std::string_view name, std::int32_t otherwise) {
    if (!in.maybe(name)) return otherwise;
    auto it = second_of_day(in.text(name));
    if (!it) in.wrong(in.at(name), fmt::format("`{}` must be a time of day such as \"08:00\"", name));
    return it.value_or(otherwise);
  };
  out.from_second = second("from", 0);
  out.to_second = second("to", 86'400);
  if (out.from_second >= out.to_second)
    in.wrong(in.at("to"), "a band ends after it begins; one over midnight is two bands");
  out.weight = static_cast<int>(in.whole_or("weight", -1'000, 1'000, 0));
  in.nothing_else();
  return out;
}

destination read_destination(const node& of, const usage_section& section, const std::vector<time_band>& bands,
                             mistakes& noted) {
  fields in{of, noted};
  destination out;
  out.code = in.code("code");
  out.label = in.text("label");
  out.names = in.texts("names");
  out.on_net = in.flag_or("on_net", false);
  out.prefixes = in.texts("prefixes");
  for (const auto& each : in.list("prefixes"))
    if (each.text != "*" && (!digits(each.text) || each.text.size() > 15))
      noted.add(each.at, fmt::format("\"{}\" is no prefix: at most 15 digits, or \"*\" for every number", each.text));
  if (out.prefixes.empty() && out.names.empty() && !out.on_net)
    noted.add(of.at, "a destination has `prefixes`, `names` or `on_net`");
  std::set<std::string> held;
  out.zero_rated = in.flag_or("zero_rated", false);
  for (const auto& each : in.list("prices")) {
    out.prices.push_back(read_price(each, section.of, noted));
    const auto& band = out.prices.back().band;
    if (!held.insert(band).second) noted.add(each.at, fmt::format("a second price for the band \"{}\"", band));
    if (!band.empty() &&
        std::none_of(bands.begin(), bands.end(), [&](const auto& known) { return known.code == band; }))
      noted.add(each.at, fmt::format("there is no time band \"{}\" in `time_bands`", band));
  }
  if (out.zero_rated) {
    if (!out.prices.empty()) noted.add(in.at("prices"), "what is zero-rated has no `prices`");
    out.prices = {{"", 0, {rate_step{}}}};
  } else if (out.prices.empty() || out.prices.size() > prices_max)
    noted.add(in.at("prices"), fmt::format("a destination has 1 to {} `prices`", prices_max));
  if (in.maybe("max_charge")) out.max_charge_micros = in.micros("max_charge");
  in.nothing_else();
  return out;
}

usage_section read_section(const node& of, const tariff& whole, const rounding_rule& rounded, mistakes& noted) {
  fields in{of, noted};
  usage_section out;
  auto kind = parse_service(in.text("service"));
  if (!kind && in.maybe("service")) in.wrong(in.at("service"), "`service` must be voice, sms, data or content");
  out.of = kind.value_or(service::voice);
  auto way = parse_direction(in.text_or("direction", "originated"));
  if (!way) in.wrong(in.at("direction"), "`direction` must be originated or terminated");
  out.way = way.value_or(direction::originated);
  out.networks = in.texts("networks");
  for (const auto& each : out.networks)
    if (each != "*" && (!digits(each) || each.size() > 6))
      in.wrong(in.at("networks"), fmt::format("\"{}\" is no MCC+MNC: at most 6 digits, or \"*\"", each));
  out.charge_rounding = in.maybe("rounding") ? in.rounding(*in.maybe("rounding")) : rounded;
  if (const auto* rule = in.maybe("increment_rounding")) out.increment_rounding = in.rounding(*rule);
  std::set<std::string> prefixes, names, codes;
  bool on_net = false;
  for (const auto& each : in.list("destinations")) {
    out.destinations.push_back(read_destination(each, out, whole.bands, noted));
    const auto& to = out.destinations.back();
    if (!codes.insert(to.code).second) noted.add(each.at, fmt::format("a second destination \"{}\"", to.code));
    for (const auto& prefix : to.prefixes)
      if (!prefixes.insert(prefix).second)
        noted.add(each.at, fmt::format("the prefix {} is given twice in this section", prefix));
    for (const auto& name : to.names)
      if (!names.insert(name).second)
        noted.add(each.at, fmt::format("the name \"{}\" is given twice in this section", name));
    if (to.on_net && std::exchange(on_net, true)) noted.add(each.at, "a second destination for our own network");
  }
  if (out.destinations.empty()) in.wrong(in.at("destinations"), "a section has at least one destination");
  if (!have_denominator(out))
    in.wrong(in.at(), "the `per` of these prices have no common measure: use fewer different ones, or `increment_rounding`");
  in.nothing_else();
  return out;
}

bool share_networks(const usage_section& a, const usage_section& b) {
  if (a.networks.empty() || b.networks.empty()) return a.networks.empty() && b.networks.empty();
  return std::any_of(a.networks.begin(), a.networks.end(), [&](const auto& each) {
    return std::find(b.networks.begin(), b.networks.end(), each) != b.networks.end();
  });
}

}  // namespace

tariff read_tariff(const node& of, mistakes& noted) {
  fields in{of, noted};
  tariff out{in.code("code"),
             static_cast<int>(in.whole("version", 1, 1'000'000)),
             in.text("name"),
             in.currency("currency"),
             in.valid(),
             {},
             {}};
  rounding_rule rounded;
  if (const auto* rule = in.need("rounding")) rounded = in.rounding(*rule);
  std::set<std::string> codes;
  for (const auto& each : in.list("time_bands")) {
    out.bands.push_back(read_band(each, noted));
    if (!codes.insert(out.bands.back().code).second)
      noted.add(each.at, fmt::format("a second time band \"{}\"", out.bands.back().code));
  }
  out.counters = read_counters(in);
  if (out.bands.size() > bands_max) in.wrong(in.at("time_bands"), fmt::format("at most {} time bands", bands_max));
  for (const auto& each : in.list("usage")) {
    out.sections.push_back(read_section(each, out, rounded, noted));
    const auto& made = out.sections.back();
    for (std::size_t i = 0; i + 1 < out.sections.size(); ++i)
      if (out.sections[i].of == made.of && out.sections[i].way == made.way && share_networks(out.sections[i], made))
        noted.add(each.at, "a second section for the same service, direction and networks");
  }
  if (out.sections.empty()) in.wrong(in.at("usage"), "a tariff has at least one section in `usage`");
  out.allowances = read_allowances(in, out);
  out.truths = read_truths(in);
  expect_counters(in, out);
  if (in.maybe("cycle_minimum")) out.least_a_cycle_micros = in.micros("cycle_minimum");
  if (in.maybe("cycle_maximum")) out.most_a_cycle_micros = in.micros("cycle_maximum");
  in.nothing_else();
  return out;
}

}  // namespace catalog
