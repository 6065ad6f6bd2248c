// Truth cases by a total: tiers, blocks, packages, shares of amounts; what was billed in the period before is told.
#include <fmt/format.h>

#include <algorithm>

#include "billing/truth_models.hpp"

namespace billing {
namespace {

struct total_usage {
  std::vector<decimal> quantities, parts;
  decimal before;
  std::optional<std::int64_t> billed_micros;
};

total_usage read_usage(catalog::fields& in) {
  total_usage out;
  in.maybe("unit");
  out.quantities = numbers_in(in, "events");
  if (!in.maybe("events")) out.quantities.push_back(number_in(in, "quantity"));
  out.parts = numbers_in(in, "prorated_events");
  if (!out.parts.empty() && out.parts.size() != out.quantities.size())
    in.wrong(in.at("prorated_events"), "`prorated_events` has one number for each of `events`");
  out.before = number_in(in, "quantity_already_billed_in_period", {});
  if (in.maybe("amount_already_billed_in_period")) out.billed_micros = micros_of(number_in(in, "amount_already_billed_in_period"));
  return out;
}

void read_limits(catalog::fields& in, catalog::tariff& into) {
  if (in.maybe("minimum_charge")) into.least_a_cycle_micros = micros_of(number_in(in, "minimum_charge"));
  if (in.maybe("maximum_charge")) into.most_a_cycle_micros = micros_of(number_in(in, "maximum_charge"));
}

// As it was billed: by the tariff itself, unless the case says otherwise.
void bill_before(case_rating& rating, const catalog::tariff& by, const usage_facts& like, const total_usage& usage, int decimals) {
  auto before = scaled(usage.before, decimals);
  if (before > 0) {
    case_rating earlier{by};
    auto facts = like;
    facts.quantity = before;
    earlier.use(facts);
    rating.count_before(before);
    rating.spend_before(earlier.charged());
  }
  if (usage.billed_micros) rating.spend_before(*usage.billed_micros);
}

truth_answer rate_total(catalog::fields& tariff, catalog::fields& in, catalog::price price, const total_usage& usage, int decimals) {
  auto by = case_tariff(catalog::service::content, decimals);
  read_limits(tariff, by);
  if (!in.noted().none()) return {};
  by.counters.push_back({"total", "Total"});
  price.counter = "total";
  auto to = case_destination("everything", {std::move(price)});
  to.prefixes = {"*"};
  by.sections.front().destinations.push_back(std::move(to));
  usage_facts facts;
  facts.service = catalog::service::content;
  facts.zone = &clock_in(in);
  case_rating rating{by};
  bill_before(rating, by, facts, usage, decimals);
  for (std::size_t i = 0; i < usage.quantities.size(); ++i) {
    facts.quantity = scaled(usage.quantities[i], decimals);
    if (!usage.parts.empty()) {
      // prorated / whole = numerator / denominator
      facts.for_a_part = true;
      facts.part_numerator = scaled(usage.parts[i], 6);
      facts.part_denominator = scaled(usage.quantities[i], 6);
      if (facts.part_denominator < 0) facts.part_numerator = -facts.part_numerator, facts.part_denominator = -facts.part_denominator;
    }
    rating.use(facts);
  }
  rating.settle();
  return rating.answer();
}

std::vector<decimal> bounds_and(const total_usage& usage, catalog::fields& tariff, std::string_view list, std::string_view name) {
  auto out = usage.quantities;
  out.push_back(usage.before);
  for (const auto& each : tariff.list(list))
    if (const auto* it = each.find(name); it && it->is == catalog::node::kind::number)
      if (auto value = parse_decimal(it->text)) out.push_back(*value);
  return out;
}

truth_answer rate_tiers(catalog::fields& tariff, catalog::fields& in, catalog::tier_rule rule) {
  auto usage = read_usage(in);
  auto decimals = decimals_of(bounds_and(usage, tariff, "tiers", "up_to"));
  auto unit = scaled({1, 0}, decimals);
  tariff.flag_or("prorated", false);
  catalog::price price;
  price.rule = rule;
  for (const auto& each : tariff.list("tiers")) {
    catalog::fields of{each, tariff.noted()};
    auto rate = of.maybe("rate_percent") ? number_in(of, "rate_percent") * decimal{1, 2} : number_in(of, "unit", {});
    auto exact = price_of(rate, unit);
    catalog::tier made{{}, micros_of(number_in(of, "flat", {})), exact.micros, exact.per, 1};
    if (of.maybe("up_to")) made.up_to = scaled(number_in(of, "up_to"), decimals);
    if (!price.tiers.empty() && (!price.tiers.back().up_to || (made.up_to && *made.up_to <= *price.tiers.back().up_to)))
      of.wrong(of.at(), "each tier goes further than the one before it");
    price.tiers.push_back(made);
  }
  if (price.tiers.empty()) tariff.wrong(tariff.at("tiers"), "there is at least one of `tiers`");
  return rate_total(tariff, in, std::move(price), usage, decimals);
}

}  // namespace

truth_answer rate_graduated(catalog::fields& tariff, catalog::fields& usage) { return rate_tiers(tariff, usage, catalog::tier_rule::graduated); }
truth_answer rate_volume(catalog::fields& tariff, catalog::fields& usage) { return rate_tiers(tariff, usage, catalog::tier_rule::volume); }

truth_answer rate_blocks(catalog::fields& tariff, catalog::fields& in) {
  auto usage = read_usage(in);
  auto decimals = decimals_of(bounds_and(usage, tariff, "tiers", "block_size"));
  auto policy = tariff.text_or("policy", "ALL_TIERS");
  if (policy != "ALL_TIERS" && policy != "TOP_TIER") tariff.wrong(tariff.at("policy"), "`policy` must be ALL_TIERS or TOP_TIER");
  catalog::price price;
  price.rule = policy == "TOP_TIER" ? catalog::tier_rule::volume : catalog::tier_rule::graduated;
  std::int64_t end = 0;
  for (const auto& each : tariff.list("tiers")) {
    catalog::fields of{each, tariff.noted()};
    auto block = std::max<std::int64_t>(1, scaled(number_in(of, "block_size"), decimals));
    auto exact = price_of(number_in(of, "price"), block);
    catalog::tier made{{}, 0, exact.micros, exact.per, block};
    auto blocks = scaled(number_in(of, "max_blocks", {}), 0);
    if (blocks > 0) made.up_to = end = core::add_checked(end, core::multiply_checked(blocks, block));
    price.tiers.push_back(made);
  }
  if (price.tiers.empty()) tariff.wrong(tariff.at("tiers"), "there is at least one of `tiers`");
  return rate_total(tariff, in, std::move(price), usage, decimals);
}

truth_answer rate_package(catalog::fields& tariff, catalog::fields& in) {
  auto usage = read_usage(in);
  auto all = usage.quantities;
  auto size = number_in(tariff, "package_size"), free = number_in(tariff, "free_units", {});
  all.insert(all.end(), {usage.before, size, free});
  auto decimals = decimals_of(all);
  auto block = std::max<std::int64_t>(1, scaled(size, decimals));
  auto exact = price_of(number_in(tariff, "package_price"), block);
  catalog::price price;
  if (free.digits > 0) price.tiers.push_back({scaled(free, decimals), 0, 0, 1, 1});
  price.tiers.push_back({{}, 0, exact.micros, exact.per, block});
  return rate_total(tariff, in, std::move(price), usage, decimals);
}

truth_answer rate_per_unit(catalog::fields& tariff, catalog::fields& in) {
  auto usage = read_usage(in);
  auto all = usage.quantities;
  all.push_back(usage.before);
  auto decimals = decimals_of(all);
  auto exact = price_of(number_in(tariff, "unit_price"), scaled({1, 0}, decimals));
  catalog::price price;
  price.tiers.push_back({{}, 0, exact.micros, exact.per, 1});
  return rate_total(tariff, in, std::move(price), usage, decimals);
}

truth_answer rate_share(catalog::fields& tariff, catalog::fields& in) {
  auto usage = read_usage(in);
  auto by = case_tariff(catalog::service::content, 0);
  read_limits(tariff, by);
  auto rate = price_of(number_in(tariff, "rate_percent") * decimal{1, 2}, 1);  // micros of 1 are parts of a million
  catalog::share rule;
  rule.numerator = rate.micros;
  rule.denominator = core::multiply_checked(rate.per, 1'000'000);
  rule.fee_micros = micros_of(number_in(tariff, "fixed_fee_per_event", {}));
  rule.free_events = scaled(number_in(tariff, "free_events", {}), 0);
  rule.free_amount_micros = micros_of(number_in(tariff, "free_amount", {}));
  if (tariff.maybe("min_per_event")) rule.least_micros = micros_of(number_in(tariff, "min_per_event"));
  if (tariff.maybe("max_per_event")) rule.most_micros = micros_of(number_in(tariff, "max_per_event"));
  if (!in.noted().none()) return {};
  catalog::price price;
  price.of_amount = rule;
  price.counter = "events";
  by.counters.push_back({"events", "Events"});
  auto to = case_destination("everything", {std::move(price)});
  to.prefixes = {"*"};
  by.sections.front().destinations.push_back(std::move(to));
  case_rating rating{std::move(by)};
  if (usage.billed_micros) rating.spend_before(*usage.billed_micros);
  for (const auto& amount : usage.quantities) {
    usage_facts facts;
    facts.service = catalog::service::content;
    facts.zone = &clock_in(in);
    facts.quantity = 1;
    facts.amount_micros = micros_of(amount);
    rating.use(facts);
  }
  rating.settle();
  return rating.answer();
}

}  // namespace billing
