// Compiling a tariff: prices to exact fractions over one denominator, prefixes to ranges, bands to switches of a week.
#include "billing/tariff.hpp"

#include <algorithm>
#include <numeric>

#include "core/assert.hpp"

namespace billing {
namespace {

constexpr std::int64_t powers_of_ten[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
constexpr std::int32_t day_seconds = 86'400;

// One increment's price as micros = numerator / denominator, in lowest terms.
struct fraction {
  core::int128 numerator;
  std::int64_t denominator;
};

fraction increment_price(const catalog::rate_step& of, const std::optional<catalog::rounding_rule>& rounded) {
  core::int128 product = static_cast<core::int128>(of.increment) * of.price_micros;
  if (rounded) {
    auto step = powers_of_ten[6 - rounded->decimals];
    return {static_cast<core::int128>(core::divide(product, of.per * step, rounded->mode)) * step, 1};
  }
  auto common = std::gcd(static_cast<std::int64_t>(product % of.per), of.per);
  return {product / common, of.per / common};
}

bool holds_on(const catalog::time_band& band, unsigned weekday, std::optional<std::chrono::month_day> special) {
  if (band.dates.empty()) return (band.weekdays >> weekday & 1) != 0;
  return special && std::find(band.dates.begin(), band.dates.end(), *special) != band.dates.end();
}

// The switches of one day, from 00:00, for the prices in their order. No band at all: the price that always holds.
std::vector<compiled_tariff::band_switch> day_of(const std::vector<const catalog::time_band*>& bands, unsigned weekday,
                                                 std::optional<std::chrono::month_day> special) {
  std::vector<std::int32_t> edges{0};
  for (const auto* band : bands)
    if (band && holds_on(*band, weekday, special)) {
      edges.push_back(band->from_second);
      if (band->to_second < day_seconds) edges.push_back(band->to_second);
    }
  std::sort(edges.begin(), edges.end());
  std::vector<compiled_tariff::band_switch> out;
  for (auto edge : edges) {
    std::int32_t best = -1;
    auto beats = [&](const catalog::time_band* a, const catalog::time_band* b) {  // is a before b?
      if (!a || !b) return a != nullptr && !b;
      return a->weight != b->weight ? a->weight > b->weight : a->from_second > b->from_second;
    };
    for (std::size_t i = 0; i < bands.size(); ++i) {
      const auto* band = bands[i];
      if (band && !(holds_on(*band, weekday, special) && band->from_second <= edge && edge < band->to_second)) continue;
      if (best < 0 || beats(band, bands[static_cast<std::size_t>(best)])) best = static_cast<std::int32_t>(i);
    }
    if (out.empty() || out.back().price != best) out.push_back({edge, best});
  }
  return out;
}

}  // namespace

std::shared_ptr<const compiled_tariff> compiled_tariff::compile(catalog::tariff source) {
  std::shared_ptr<compiled_tariff> it{new compiled_tariff{std::move(source)}};
  for (const auto& band : it->source_.bands)
    for (auto date : band.dates)
      if (std::find(it->special_dates_.begin(), it->special_dates_.end(), date) == it->special_dates_.end())
        it->special_dates_.push_back(date);
  it->special_by_day_.resize(13 * 32);
  for (std::size_t i = 0; i < it->special_dates_.size(); ++i) {
    auto date = it->special_dates_[i];
    it->special_by_day_[unsigned{date.month()} * 32 + unsigned{date.day()}] = static_cast<std::uint8_t>(i + 1);
  }
  it->sections_.reserve(it->source_.sections.size());
  for (const auto& each : it->source_.sections) it->add_section(each);
  return it;
}

void compiled_tariff::add_section(const catalog::usage_section& of) {
  std::int64_t denominator = 1;
  std::vector<prefix_table::entry> prefixes;
  std::vector<std::pair<std::string_view, std::uint32_t>> names;
  auto on_net = prefix_table::none;
  auto first_place = static_cast<std::uint32_t>(places_.size());
  for (std::size_t i = 0; i < of.destinations.size(); ++i) {
    const auto& to = of.destinations[i];
    auto at = first_place + static_cast<std::uint32_t>(i);
    for (const auto& prefix : to.prefixes) prefixes.push_back({prefix == "*" ? std::string_view{} : prefix, at});
    for (const auto& name : to.names) names.emplace_back(name, at);
    if (to.on_net) on_net = at;
    for (const auto& price : to.prices)
      for (const auto& each : price.steps)
        denominator = std::lcm(denominator, increment_price(each, of.increment_rounding).denominator);
  }
  std::sort(names.begin(), names.end());
  sections_.push_back({&of, denominator, first_place, on_net, prefix_table{std::move(prefixes)}, std::move(names)});
  for (const auto& to : of.destinations) {
    places_.push_back({&to, static_cast<std::uint32_t>(prices_.size()), plan_for(to.prices)});
    for (const auto& price : to.prices) add_price(price, sections_.back());
  }
}

void compiled_tariff::add_price(const catalog::price& of, const section& in) {
  ABONENT_ASSERT(!of.steps.empty() && of.steps.front().from == 0);
  prices_.push_back({&of, of.connect_fee_micros, static_cast<std::uint32_t>(steps_.size()),
                     static_cast<std::uint32_t>(of.steps.size())});
  for (const auto& each : of.steps) {
    auto exact = increment_price(each, in.source->increment_rounding);
    steps_.push_back({each.from, each.increment, exact.numerator * (in.denominator / exact.denominator)});
  }
}

std::uint32_t compiled_tariff::plan_for(const std::vector<catalog::price>& prices) {
  std::vector<std::string> codes;
  for (const auto& each : prices) codes.push_back(each.band);
  if (codes.size() == 1 && codes.front().empty()) return no_plan;
  for (std::size_t i = 0; i < weeks_.size(); ++i)
    if (weeks_[i].bands == codes) return static_cast<std::uint32_t>(i);

  std::vector<const catalog::time_band*> bands;
  for (const auto& code : codes) {
    auto it =
        std::find_if(source_.bands.begin(), source_.bands.end(), [&](const auto& band) { return band.code == code; });
    ABONENT_ASSERT(code.empty() || it != source_.bands.end());
    bands.push_back(code.empty() ? nullptr : &*it);
  }
  week made{std::move(codes), {}};
  for (std::size_t special = 0; special <= special_dates_.size(); ++special)
    for (unsigned weekday = 0; weekday < 7; ++weekday)
      made.days.push_back(
          day_of(bands, weekday, special == 0 ? std::nullopt : std::optional{special_dates_[special - 1]}));
  weeks_.push_back(std::move(made));
  return static_cast<std::uint32_t>(weeks_.size() - 1);
}

const compiled_tariff::section* compiled_tariff::find_section(catalog::service of, catalog::direction way,
                                                              std::string_view network) const {
  const section* best = nullptr;
  std::size_t fits = 0;
  for (const auto& each : sections_) {
    if (each.source->of != of || each.source->way != way || each.source->networks.empty() != network.empty()) continue;
    if (network.empty()) return &each;
    for (const std::string& prefix : each.source->networks) {
      bool any = prefix == "*";
      if (!any && !network.starts_with(prefix)) continue;
      if (auto length = any ? 1 : prefix.size() + 1; length > fits) best = &each, fits = length;
    }
  }
  return best;
}

std::uint32_t compiled_tariff::find_place(const section& in, std::string_view other_party, bool is_number,
                                          bool on_net) {
  if (!in.names.empty()) {
    auto it = std::lower_bound(in.names.begin(), in.names.end(), other_party,
                               [](const auto& a, auto b) { return a.first < b; });
    if (it != in.names.end() && it->first == other_party) return it->second;
  }
  if (on_net && in.on_net != prefix_table::none) return in.on_net;
  return in.prefixes.find(is_number ? other_party : std::string_view{});
}

compiled_tariff::holding compiled_tariff::holds_at(const place& where, std::int64_t local_second) const {
  auto day = local_second >= 0 ? local_second / day_seconds : -((day_seconds - 1 - local_second) / day_seconds);
  auto second = static_cast<std::int32_t>(local_second - day * day_seconds);
  auto weekday = static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  std::size_t special = 0;
  if (!special_dates_.empty()) {
    std::chrono::year_month_day date{std::chrono::local_days{std::chrono::days{day}}};
    special = special_by_day_[unsigned{date.month()} * 32 + unsigned{date.day()}];
  }
  const auto& switches = weeks_[where.plan].days[special * 7 + weekday];
  std::size_t at = 0;
  while (at + 1 < switches.size() && switches[at + 1].from_second <= second) ++at;
  auto until = at + 1 < switches.size() ? switches[at + 1].from_second : day_seconds;
  return {switches[at].price, day * day_seconds + until};
}

std::string_view compiled_tariff::destination_label(std::uint32_t destination) const {
  return destination < places_.size() ? std::string_view{places_[destination].source->label} : std::string_view{};
}

std::string_view compiled_tariff::destination_code(std::uint32_t destination) const {
  return destination < places_.size() ? std::string_view{places_[destination].source->code} : std::string_view{};
}

}  // namespace billing
