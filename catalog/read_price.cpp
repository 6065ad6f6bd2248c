// The three sorts of prices: steps of increments, tiers of a total, a share of an amount.
#include "catalog/read_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "catalog/quantity.hpp"

namespace catalog {
namespace {

constexpr std::int64_t quantity_max = 1'000'000'000'000, denominator_max = 1'000'000'000'000;
constexpr std::size_t tiers_max = 32;

// `60/1`: the first increment, then the next ones. `60`: always.
std::vector<rate_step> read_increments(fields& in, service of, const rate_step& like) {
  auto text = in.text("increments");
  std::string_view left{text};
  auto slash = left.find('/');
  auto first = parse_quantity(left.substr(0, slash), of);
  auto next = slash == std::string_view::npos ? first : parse_quantity(left.substr(slash + 1), of);
  auto good = [](auto it) { return it && *it >= 1 && *it <= quantity_max; };
  if (!good(first) || !good(next)) {
    if (!text.empty())
      in.wrong(in.at("increments"), "`increments` must be like \"60/1\": the first one, then each next one");
    return {like};
  }
  std::vector<rate_step> out{{0, *first, like.price_micros, like.per}};
  if (*next != *first) out.push_back({*first, *next, like.price_micros, like.per});
  return out;
}

std::vector<rate_step> read_steps(const node& of, service kind, mistakes& noted) {
  std::vector<rate_step> out;
  if (of.is != node::kind::list || of.items.empty()) {
    noted.add(of.at, "`steps` must be a list with at least one step");
    return {rate_step{}};
  }
  for (const auto& each : of.items) {
    fields in{each, noted};
    rate_step step;
    step.from = in.quantity_or("from", kind, 0, 0);
    step.increment = in.quantity_or("increment", kind, 1, 1);
    step.price_micros = in.micros("price");
    step.per = in.quantity_or("per", kind, 1, 1);
    in.nothing_else();
    if (out.empty() ? step.from != 0 : step.from <= out.back().from)
      noted.add(in.at("from"), "the first step begins at 0 and each next one later");
    else if (!out.empty() && (step.from - out.back().from) % out.back().increment != 0)
      noted.add(in.at("from"),
                fmt::format("a step begins where an increment of {} of the step before it ends", out.back().increment));
    out.push_back(step);
  }
  return out;
}

tier_rule read_rule(fields& in) {
  auto name = in.text_or("tier_rule", "graduated");
  if (name != "graduated" && name != "volume") in.wrong(in.at("tier_rule"), "`tier_rule` must be graduated or volume");
  return name == "volume" ? tier_rule::volume : tier_rule::graduated;
}

std::vector<tier> read_tiers(const node& of, service kind, mistakes& noted) {
  std::vector<tier> out;
  for (const auto& each : of.items) {
    fields in{each, noted};
    tier made;
    if (in.maybe("up_to")) made.up_to = in.quantity_or("up_to", kind, 1, 1);
    made.flat_micros = in.micros_or("flat", 0);
    made.price_micros = in.micros_or("price", 0);
    made.per = in.quantity_or("per", kind, 1, 1);
    made.block = in.quantity_or("block", kind, 1, 1);
    in.nothing_else();
    bool follows = out.empty() || (out.back().up_to && (!made.up_to || *made.up_to > *out.back().up_to));
    if (!follows) noted.add(each.at, "each tier goes further than the one before it, and only the last one has no `up_to`");
    out.push_back(made);
  }
  if (out.empty() || out.size() > tiers_max || out.back().up_to)
    noted.add(of.at, fmt::format("`tiers` are 1 to {}, and the last one has no `up_to`", tiers_max));
  return out;
}

share read_share(const node& of, mistakes& noted) {
  fields in{of, noted};
  share out;
  out.numerator = in.micros("percent");
  out.denominator = 100'000'000;
  out.fee_micros = in.micros_or("fee", 0);
  out.free_events = in.whole_or("free_events", 0, 1'000'000, 0);
  out.free_amount_micros = in.micros_or("free_amount", 0);
  if (in.maybe("min")) out.least_micros = in.micros("min");
  if (in.maybe("max")) out.most_micros = in.micros("max");
  if (out.least_micros && out.most_micros && *out.least_micros > *out.most_micros) in.wrong(in.at("max"), "`max` is less than `min`");
  in.nothing_else();
  auto common = std::gcd(out.numerator, out.denominator);
  return out.numerator /= common, out.denominator /= common, out;
}

void read_limits(fields& in, price& into) {
  if (in.maybe("min_charge")) into.least_micros = in.micros("min_charge");
  if (const auto* rule = in.maybe("rounding")) into.rounding = in.rounding(*rule);
  auto then = in.text_or("past_max", "free_after");
  if (then != "free_after" && then != "disconnect") in.wrong(in.at("past_max"), "`past_max` must be free_after or disconnect");
  if (in.maybe("max_charge")) into.most = cap{in.micros("max_charge"), then == "disconnect" ? past_cap::disconnect : past_cap::free_after};
  if (in.maybe("past_max") && !into.most) in.wrong(in.at("past_max"), "`past_max` needs a `max_charge`");
}

}  // namespace

price read_price(const node& of, service kind, mistakes& noted) {
  fields in{of, noted};
  price out;
  out.band = in.text_or("band", "");
  out.connect_fee_micros = in.micros_or("connect_fee", 0);
  read_limits(in, out);
  if (const auto* tiers = in.maybe("tiers")) {
    out.rule = read_rule(in);
    out.tiers = read_tiers(*tiers, kind, noted);
    out.counter = in.text_or("counter", "");
  } else if (const auto* share = in.maybe("share")) {
    out.of_amount = read_share(*share, noted);
    out.counter = in.text_or("counter", "");
    if (kind != service::content) in.wrong(in.at("share"), "only content is sold by a `share`");
  } else if (const auto* steps = in.maybe("steps")) {
    out.steps = read_steps(*steps, kind, noted);
  } else {
    rate_step all{0, 1, in.micros("price"), in.quantity_or("per", kind, 1, 1)};
    out.steps = read_increments(in, kind, all);
  }
  in.nothing_else();
  return out;
}

bool have_denominator(const usage_section& in) {
  core::int128 denominator = 1;
  auto take = [&](std::int64_t size, std::int64_t price_micros, std::int64_t per) {
    auto rest = static_cast<std::int64_t>(static_cast<core::int128>(size) * price_micros % per);
    auto own = per / std::gcd(rest, per);
    if (denominator <= denominator_max) denominator = denominator / std::gcd(static_cast<std::int64_t>(denominator), own) * own;
  };
  for (const auto& to : in.destinations)
    for (const auto& price : to.prices) {
      if (!in.increment_rounding)
        for (const auto& step : price.steps) take(step.increment, step.price_micros, step.per);
      for (const auto& tier : price.tiers) take(tier.block, tier.price_micros, tier.per);
      if (price.of_amount) take(1, 1, price.of_amount->denominator);
    }
  return denominator <= denominator_max;
}

}  // namespace catalog
