// Truth cases of prepaid sessions by units, and of months and their parts.
#include <fmt/format.h>

#include <algorithm>

#include "billing/fee.hpp"
#include "billing/truth_models.hpp"

namespace billing {
namespace {

struct session {
  std::vector<decimal> reports;  // what was used, report after report
  decimal used_so_far, requested;
  bool asks = false;     // for more to be granted
  bool asks_any = false; // and leaves open how much: one unit
  std::optional<std::int64_t> balance_micros;
};

session read_session(catalog::fields& tariff, catalog::fields& in) {
  session out;
  out.reports = numbers_in(in, "reports");
  if (in.maybe("quantity")) out.reports.push_back(number_in(in, "quantity"));
  out.used_so_far = number_in(in, "used_so_far", {});
  bool names_request = std::any_of(in.source().members.begin(), in.source().members.end(), [](const auto& it) { return it.name == "requested"; });
  out.asks = names_request || tariff.maybe("reserve");
  if (tariff.maybe("reserve")) out.requested = number_in(tariff, "reserve");
  if (in.maybe("requested")) out.requested = number_in(in, "requested");
  out.asks_any = out.asks && out.requested.digits == 0;
  if (in.maybe("balance")) out.balance_micros = micros_of(number_in(in, "balance"));
  return out;
}

catalog::destination units_to(std::string code, std::string prefix, const decimal& price, std::int64_t size) {
  auto exact = price_of(price, size);
  auto out = case_destination(std::move(code), {{"", 0, {{0, size, exact.micros, exact.per}}}});
  out.prefixes = {std::move(prefix)};
  return out;
}

catalog::tariff read_units(catalog::fields& tariff, int decimals) {
  auto out = case_tariff(catalog::service::content, decimals);
  auto& to = out.sections.front().destinations;
  auto size_in = [&](catalog::fields& in) { return std::max<std::int64_t>(1, scaled(number_in(in, "unit_size"), decimals)); };
  auto price_in = [&](catalog::fields& in) { return in.maybe("unit_price") ? number_in(in, "unit_price") : number_in(tariff, "unit_price"); };
  for (const auto& each : tariff.list("prefix_tables")) {
    catalog::fields in{each, tariff.noted()};
    auto prefix = in.maybe("prefix") ? in.text("prefix") : in.text("prefix_first_digit");
    to.push_back(units_to(prefix, prefix, price_in(in), size_in(in)));
  }
  if (to.empty()) to.push_back(units_to("everything", "*", price_in(tariff), size_in(tariff)));
  return out;
}

// What more is granted to a session that has used some, and what is held for all of it.
void grant(truth_answer& into, const case_rating& rating, usage_facts facts, std::int64_t requested, std::int64_t balance) {
  auto used = facts.quantity;
  facts.quantity = used + requested;
  auto most = rate(rating.by(), facts);
  if (most.outcome != rating_outcome::rated) return;
  facts.quantity = most.billed_quantity;  // a unit that is begun is paid, so it is given whole
  auto may = afford(rating.by(), facts, {}, balance);
  into.granted = std::max<std::int64_t>(0, may.quantity - used);
  into.reserved_micros = may.charge_micros;
  if (*into.granted == 0) into.refusal = "out_of_credit";
}

}  // namespace

truth_answer rate_prepaid_units(catalog::fields& tariff, catalog::fields& in) {
  auto asked = read_session(tariff, in);
  auto all = asked.reports;
  all.insert(all.end(), {asked.used_so_far, asked.requested});
  auto decimals = decimals_of(all);
  auto by = read_units(tariff, decimals);
  in.maybe("unit");
  auto to = word_in(in, "destination");
  usage_facts facts;
  facts.service = catalog::service::content;
  facts.zone = &clock_in(in);
  facts.other_party = to;
  if (!in.noted().none()) return {};
  facts.quantity = scaled(asked.used_so_far, decimals);
  for (const auto& each : asked.reports) facts.quantity = core::add_checked(facts.quantity, scaled(each, decimals));
  case_rating rating{std::move(by)};
  auto used = facts;
  if (asked.asks && facts.quantity == 0) used.quantity = 1;  // whether there is a price at all
  auto first = rating.use(used);
  if (asked.asks && facts.quantity == 0) rating = case_rating{rating.by().source()};
  auto out = rating.answer();
  if (first.outcome != rating_outcome::rated) out.refusal = name_of(first.outcome);
  if (asked.asks && out.refusal.empty())
    grant(out, rating, facts, asked.asks_any ? 1 : scaled(asked.requested, decimals), asked.balance_micros.value_or(INT64_MAX));
  if (asked.balance_micros) out.balance_after_micros = *asked.balance_micros - out.reserved_micros.value_or(out.charge_micros);
  return out;
}

// Month after month as fees are charged, each part by its days.
truth_answer rate_months(catalog::fields& tariff, catalog::fields& in) {
  auto price = micros_of(number_in(tariff, "price"));
  tariff.maybe("proration");
  auto day = [&](std::string_view name) {
    auto date = core::parse_date(in.text(name).substr(0, 10));
    if (!date) in.wrong(in.at(name), fmt::format("`{}` must be a date", name));
    return date.value_or(core::civil_date{std::chrono::year{2000}, std::chrono::January, std::chrono::day{1}});
  };
  auto from = day("from");
  bool inclusive = in.maybe("to_inclusive") != nullptr;
  auto to = day(inclusive ? "to_inclusive" : "to");
  auto bill_day = static_cast<int>(std::clamp<std::int64_t>(scaled(number_in(tariff, "bill_day", {1, 0}), 0), 1, 31));
  if (!in.noted().none()) return {};
  if (inclusive) to = core::civil_date{std::chrono::sys_days{to} + std::chrono::days{1}};
  truth_answer out;
  while (from < to) {
    auto cycle = cycle_of(from, bill_day);
    date_span active{from, std::min(to, cycle.to)};
    auto charge = fee_for(price, fee_proration::by_day, cycle, active, 6);
    out.charge_micros = core::add_checked(out.charge_micros, charge);
    out.steps.push_back({"Month", fmt::format("{} of the {} days from {} on.", active.days(), cycle.days(), core::date_text(cycle.from)), charge});
    from = active.to;
  }
  return out;
}

}  // namespace billing
