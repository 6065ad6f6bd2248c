// Compiling a tariff: prices to exact fractions over one denominator, prefixes to ranges, bands to switches of a week.
#include "billing/tariff.hpp"

#include <algorithm>
#include <numeric>

#include "core/assert.hpp"

namespace billing {
namespace {

constexpr std::int32_t day_seconds = 86'400;

// One increment's price as micros = numerator / denominator, in lowest terms.
struct fraction {
  core::int128 numerator;
  std::int64_t denominator;
};

std::int64_t ten_to(int exponent) {
  std::int64_t out = 1;
  for (; exponent > 0; --exponent) out *= 10;
  return out;
}

fraction in_lowest_terms(core::int128 numerator, std::int64_t denominator) {
  auto common = std::gcd(static_cast<std::int64_t>(numerator % denominator), denominator);
  return {numerator / common, denominator / common};
}

fraction increment_price(const catalog::rate_step& of, const std::optional<catalog::rounding_rule>& rounded) {
  core::int128 product = static_cast<core::int128>(of.increment) * of.price_micros;
  if (!rounded) return in_lowest_terms(product, of.per);
  if (rounded->decimals > 6) {
    auto finer = ten_to(rounded->decimals - 6);
    return in_lowest_terms(core::divide(product * finer, of.per, rounded->mode), finer);
  }
  auto step = ten_to(6 - rounded->decimals);
  return {static_cast<core::int128>(core::divide(product, of.per * step, rounded->mode)) * step, 1};
}

fraction block_price(const catalog::tier& of) {
  return in_lowest_terms(static_cast<core::int128>(of.block) * of.price_micros, of.per);
}

// The smallest denominator that this price and those before it share.
std::int64_t common_denominator(std::int64_t so_far, const catalog::price& price,
                                const std::optional<catalog::rounding_rule>& rounded) {
  for (const auto& each : price.steps) so_far = std::lcm(so_far, increment_price(each, rounded).denominator);
  for (const auto& each : price.tiers) so_far = std::lcm(so_far, block_price(each).denominator);
  if (price.of_amount) so_far = std::lcm(so_far, price.of_amount->denominator);
  return so_far;
}

// A day of the calendar, as bands see it.
struct day_kind {
  unsigned weekday = 0;
  std::optional<std::chrono::month_day> special = {};
  std::optional<std::chrono::year_month_day> once = {};
};

template <class T>
bool among(const std::vector<T>& all, const std::optional<T>& it) {
  return it && std::find(all.begin(), all.end(), *it) != all.end();
}

bool holds_on(const catalog::time_band& band, const day_kind& day) {
  if (!band.is_holiday()) return (band.weekdays >> day.weekday & 1) != 0;
  return among(band.dates, day.special) || among(band.days_once, day.once);
}

// The switches of one day, from 00:00, for the prices in their order. No band at all: the price that always holds.
std::vector<compiled_tariff::band_switch> day_of(const std::vector<const catalog::time_band*>& bands,
                                                 const day_kind& day) {
  std::vector<std::int32_t> edges{0};
  for (const auto* band : bands)
    if (band && holds_on(*band, day)) {
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
      if (band && !(holds_on(*band, day) && band->from_second <= edge && edge < band->to_second)) continue;
      if (best < 0 || beats(band, bands[static_cast<std::size_t>(best)])) best = static_cast<std::int32_t>(i);
    }
    if (out.empty() || out.back().price != best) out.push_back({edge, best});
  }
  return out;
}

}  // namespace

std::shared_ptr<const compiled_tariff> compiled_tariff::compile(catalog::tariff source, bucket_numbers buckets) {
  std::shared_ptr<compiled_tariff> it{new compiled_tariff{std::move(source), std::move(buckets)}};
  for (const auto& band : it->source_.bands)
    for (auto date : band.dates)
      if (std::find(it->special_dates_.begin(), it->special_dates_.end(), date) == it->special_dates_.end())
        it->special_dates_.push_back(date);
  for (const auto& band : it->source_.bands)
    for (auto day : band.days_once)
      it->special_once_.push_back(static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count()));
  std::sort(it->special_once_.begin(), it->special_once_.end());
  it->special_once_.erase(std::unique(it->special_once_.begin(), it->special_once_.end()), it->special_once_.end());
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
    for (const auto& price : to.prices) denominator = common_denominator(denominator, price, of.increment_rounding);
  }
  std::sort(names.begin(), names.end());
  auto per_second = of.of == catalog::service::voice ? ten_to(of.unit_decimals) : 0;
  sections_.push_back({&of, denominator, per_second, first_place, on_net, prefix_table{std::move(prefixes)}, std::move(names)});
  for (const auto& to : of.destinations) {
    places_.push_back({&to, static_cast<std::uint32_t>(prices_.size()), plan_for(to.prices), covering(of, to)});
    for (const auto& price : to.prices) add_price(price, sections_.back());
  }
}

std::uint64_t compiled_tariff::covering(const catalog::usage_section& in, const catalog::destination& to) const {
  std::uint64_t out = 0;
  if (to.zero_rated) return out;
  for (std::size_t i = 0; i < source_.allowances.size(); ++i) {
    const auto& each = source_.allowances[i];
    bool named = std::find(each.covers.begin(), each.covers.end(), to.code) != each.covers.end();
    // What covers everything covers what is used at home; abroad it is named.
    if (each.of == in.of && (named || (each.covers.empty() && in.networks.empty()))) out |= std::uint64_t{1} << i;
  }
  return out;
}

void compiled_tariff::add_price(const catalog::price& of, const section& in) {
  auto rounding = of.rounding.value_or(in.source->charge_rounding);
  auto how = of.of_amount                                 ? manner::share
             : of.tiers.empty()                           ? manner::steps
             : of.rule == catalog::tier_rule::graduated   ? manner::graduated
                                                          : manner::volume;
  auto counter = prefix_table::none;
  for (std::size_t i = 0; i < source_.counters.size(); ++i)
    if (!of.counter.empty() && source_.counters[i].code == of.counter) counter = static_cast<std::uint32_t>(2 * i);
  ABONENT_ASSERT(of.counter.empty() || counter != prefix_table::none);
  bool tiered = how == manner::graduated || how == manner::volume;
  prices_.push_back({&of, of.connect_fee_micros, static_cast<std::uint32_t>(tiered ? tiers_.size() : steps_.size()),
                     static_cast<std::uint32_t>(tiered ? of.tiers.size() : of.steps.size()), counter, how,
                     of.most && of.most->then == catalog::past_cap::free_after, of.least_micros.has_value(),
                     static_cast<std::int8_t>(rounding.decimals), rounding.mode});
  if (how == manner::steps) ABONENT_ASSERT(!of.steps.empty() && of.steps.front().from == 0);
  if (tiered) add_tiers(of, in.denominator);
  for (const auto& each : of.steps) {
    auto exact = increment_price(each, in.source->increment_rounding);
    steps_.push_back({each.from, each.increment, exact.numerator * (in.denominator / exact.denominator)});
  }
}

void compiled_tariff::add_tiers(const catalog::price& of, std::int64_t denominator) {
  std::int64_t from = 0;
  for (const auto& each : of.tiers) {
    auto exact = block_price(each);
    tiers_.push_back({from, each.up_to.value_or(INT64_MAX), each.block,
                      static_cast<core::int128>(each.flat_micros) * denominator,
                      exact.numerator * (denominator / exact.denominator)});
    from = tiers_.back().to;
  }
  tiers_.back().to = INT64_MAX;
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
          day_of(bands, {weekday, special == 0 ? std::nullopt : std::optional{special_dates_[special - 1]}, {}}));
  for (auto day : special_once_) {
    std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    auto weekday = std::chrono::weekday{date}.iso_encoding() - 1;
    made.days.push_back(day_of(bands, {weekday, std::chrono::month_day{date.month(), date.day()}, date}));
  }
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

// Which of a week's days a day is, counted from 1970-01-01.
std::size_t compiled_tariff::special_on(std::int64_t day) const {
  auto weekday = static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  if (special_dates_.empty() && special_once_.empty()) return weekday;
  auto once = std::lower_bound(special_once_.begin(), special_once_.end(), day);
  if (once != special_once_.end() && *once == day)
    return (special_dates_.size() + 1) * 7 + static_cast<std::size_t>(once - special_once_.begin());
  std::chrono::year_month_day date{std::chrono::local_days{std::chrono::days{day}}};
  return std::size_t{special_by_day_[unsigned{date.month()} * 32 + unsigned{date.day()}]} * 7 + weekday;
}

compiled_tariff::holding compiled_tariff::holds_at(const place& where, std::int64_t local_second) const {
  auto day = local_second >= 0 ? local_second / day_seconds : -((day_seconds - 1 - local_second) / day_seconds);
  auto second = static_cast<std::int32_t>(local_second - day * day_seconds);
  const auto& switches = weeks_[where.plan].days[special_on(day)];
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
