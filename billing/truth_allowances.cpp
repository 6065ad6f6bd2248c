// Truth cases of allowances: events in order, what plans and services include, and tiers for what is over.
#include <fmt/format.h>

#include <algorithm>

#include "billing/truth_models.hpp"

namespace billing {
namespace {

constexpr std::int64_t unlimited = INT64_MAX / 4;

struct held_service {
  std::string name;
  std::string from, to;  // dates as written; empty: without such an end
  decimal quantity{1, 0};
};

struct event {
  std::string account, subscriber, usage_type, rate, plan, day;  // day: the wall-clock date it says
  decimal volume, price_multiplier{1, 0};
  std::vector<held_service> services;
  const catalog::node* tiers = nullptr;
};

struct included {
  std::string owner;
  std::vector<std::string> usage_types, rates;
  bool by_account = false, is_money = false;
  decimal amount;
  bool is_unlimited = false;
  int valid_cycles = 0;
  decimal multiplier{1, 0};
};

std::string date_in(catalog::fields& in, std::string_view name) {
  auto text = word_in(in, name).substr(0, 10);
  if (!text.empty() && !core::parse_date(text)) in.wrong(in.at(name), fmt::format("`{}` must begin with a date", name));
  return text;
}

// A number, or a truth value that only says whether a quantity counts.
decimal multiplier_in(catalog::fields& in, std::string_view name) {
  const auto* it = in.maybe(name);
  return it && it->is != catalog::node::kind::boolean ? number_in(in, name) : decimal{1, 0};
}

included read_included(const catalog::node& of, catalog::mistakes& noted) {
  catalog::fields in{of, noted};
  included out;
  in.maybe("id");
  out.owner = in.text("owner");
  out.usage_types = in.texts("usage_types");
  out.rates = in.texts("eligible_rates");
  out.by_account = in.flag_or("shared_by_account", false);
  out.valid_cycles = static_cast<int>(scaled(number_in(in, "valid_cycles", {}), 0));
  out.multiplier = multiplier_in(in, "quantity_multiplier");
  const auto& members = of.members;
  auto named = std::find_if(members.begin(), members.end(), [](const auto& it) { return it.name.starts_with("amount") && it.value.is != catalog::node::kind::null; });
  if (named == members.end()) {
    in.wrong(in.at(), "an allowance has `amount_units` or `amount_money`");
    return out;
  }
  out.is_money = named->name != "amount_units";
  out.is_unlimited = named->value.is == catalog::node::kind::text && !parse_decimal(named->value.text);
  if (!out.is_unlimited) out.amount = number_in(in, named->name);
  return out;
}

held_service read_service(const catalog::node& of, catalog::mistakes& noted) {
  catalog::fields in{of, noted};
  held_service out;
  out.name = in.text("name");
  out.from = date_in(in, "from");
  out.to = date_in(in, "to");
  out.quantity = multiplier_in(in, "quantity") * multiplier_in(in, "quantity_multiplier");
  return out;
}

event read_event(const catalog::node& of, catalog::mistakes& noted) {
  catalog::fields in{of, noted};
  event out;
  out.account = word_in(in, "account");
  out.subscriber = word_in(in, "subscriber");
  out.usage_type = word_in(in, "usage_type");
  out.rate = word_in(in, "rate");
  out.plan = word_in(in, "plan");
  out.day = date_in(in, "at");
  out.volume = number_in(in, "volume");
  out.price_multiplier = multiplier_in(in, "price_multiplier");
  for (const auto& each : in.list("services")) {
    out.services.push_back(read_service(each, noted));
    catalog::fields service{each, noted};
    out.price_multiplier = out.price_multiplier * multiplier_in(service, "price_multiplier");
  }
  out.tiers = in.maybe("price_tiers");
  return out;
}

std::vector<catalog::tier> read_tiers(const event& of, int decimals, catalog::mistakes& noted) {
  std::vector<catalog::tier> out;
  for (const auto& each : of.tiers ? of.tiers->items : std::vector<catalog::node>{}) {
    catalog::fields in{each, noted};
    auto block = std::max<std::int64_t>(1, scaled(number_in(in, "interval", {1, 0}), decimals));
    auto price = number_in(in, "price") * of.price_multiplier * multiplier_in(in, "price_multiplier");
    auto exact = price_of(price, block);
    catalog::tier made{{}, 0, exact.micros, exact.per, block};
    if (in.maybe("to") && in.maybe("to")->is == catalog::node::kind::number) made.up_to = scaled(number_in(in, "to"), decimals);
    out.push_back(made);
  }
  if (out.empty()) out.push_back({});  // nothing is said of a price: what is over is free
  return out;
}

bool named(const std::vector<std::string>& all, const std::string& it) {
  return all.empty() || std::find(all.begin(), all.end(), it) != all.end();
}

// One destination an event: its rate at its prices, covered by what its rate and type of usage are named in.
catalog::tariff tariff_of(const std::vector<included>& allowances, const std::vector<event>& events, int decimals, catalog::mistakes& noted) {
  auto out = case_tariff(catalog::service::content, decimals);
  for (std::size_t i = 0; i < events.size(); ++i) {
    catalog::price price;
    price.tiers = read_tiers(events[i], decimals, noted);
    auto to = case_destination(events[i].rate, {std::move(price)});
    to.code = to.names.emplace_back(fmt::format("event {}", i));
    out.sections.front().destinations.push_back(std::move(to));
  }
  for (const auto& each : allowances) {
    catalog::allowance made{each.owner, each.owner, catalog::service::content, {"nothing"}};
    for (std::size_t i = 0; i < events.size(); ++i)
      if (named(each.rates, events[i].rate) && named(each.usage_types, events[i].usage_type)) made.covers.push_back(fmt::format("event {}", i));
    made.is_money = each.is_money;
    out.allowances.push_back(std::move(made));
  }
  return out;
}

// What allowances hold when events come, in the order in which they are used up.
class holder {
 public:
  holder(const std::vector<included>& allowances, int decimals) : allowances_{allowances}, decimals_{decimals} {}

  std::vector<held_allowance> held_at(const event& it) {
    std::vector<held_allowance> out;
    if (!it.plan.empty()) hold("plan:" + it.plan, it, out);
    std::vector<std::string> met;
    for (const auto& service : it.services)
      if (std::find(met.begin(), met.end(), service.name) == met.end()) hold("service:" + met.emplace_back(service.name), it, out);
    return out;
  }
  void use(const event& it, const rated& answer) {
    for (std::size_t i = 0; i < answer.used_count; ++i) used_[key(answer.used[i].which, it)] += answer.used[i].amount;
  }

 private:
  void hold(const std::string& owner, const event& it, std::vector<held_allowance>& out) {
    for (std::size_t i = 0; i < allowances_.size(); ++i) {
      const auto& each = allowances_[i];
      if (each.owner != owner) continue;
      auto times = owner.starts_with("plan:") ? decimal{1, 0} : times_held(each, owner.substr(8), it);
      auto amount = each.is_unlimited ? unlimited : scaled(each.amount * times * each.multiplier, each.is_money ? 6 : decimals_);
      if (times.digits > 0) out.push_back({static_cast<std::uint8_t>(i), amount - used_[key(i, it)]});
    }
  }
  // How many of a service the event's line has then: one that is listed twice counts twice.
  static decimal times_held(const included& each, const std::string& name, const event& it) {
    decimal out;
    for (const auto& service : it.services) {
      if (service.name != name) continue;
      if (!it.day.empty()) {
        if (!service.from.empty() && it.day < service.from) continue;
        if (!service.to.empty() && it.day >= service.to) continue;
        if (each.valid_cycles > 0 && !service.from.empty() && months_between(service.from, it.day) >= each.valid_cycles) continue;
      }
      auto scale = std::max(out.scale, service.quantity.scale);
      out = {scaled(out, scale) + scaled(service.quantity, scale), scale};
    }
    return out;
  }
  static int months_between(const std::string& from, const std::string& to) {
    auto months = [](const std::string& date) { return std::stoi(date.substr(0, 4)) * 12 + std::stoi(date.substr(5, 2)); };
    return months(to) - months(from);
  }
  // An allowance is whole again with every calendar month.
  [[nodiscard]] std::string key(std::size_t which, const event& it) const {
    return fmt::format("{} {} {}", which, allowances_[which].by_account ? "account " + it.account : it.account + " line " + it.subscriber,
                       it.day.substr(0, std::min<std::size_t>(it.day.size(), 7)));
  }

  const std::vector<included>& allowances_;
  int decimals_;
  std::map<std::string, std::int64_t> used_;
};

int decimals_needed(const std::vector<event>& events, const std::vector<included>& allowances) {
  std::vector<decimal> all;
  for (const auto& each : events) {
    all.push_back(each.volume);
    for (const auto& tier : each.tiers ? each.tiers->items : std::vector<catalog::node>{})
      for (const auto* name : {"to", "interval"})
        if (const auto* it = tier.find(name); it && it->is == catalog::node::kind::number) all.push_back(parse_decimal(it->text).value_or(decimal{}));
  }
  for (const auto& each : allowances)
    if (!each.is_money) all.push_back(each.amount);
  return decimals_of(all);
}

}  // namespace

truth_answer rate_with_allowances(catalog::fields& tariff, catalog::fields& usage) {
  std::vector<included> allowances;
  for (const auto& each : tariff.list("allowances")) allowances.push_back(read_included(each, tariff.noted()));
  if (allowances.size() > 64) tariff.wrong(tariff.at("allowances"), "at most 64 allowances");
  std::vector<event> events;
  auto multiplier = multiplier_in(tariff, "price_multiplier");
  for (const auto& each : usage.list("events")) {
    events.push_back(read_event(each, usage.noted()));
    events.back().price_multiplier = events.back().price_multiplier * multiplier;
  }
  auto decimals = decimals_needed(events, allowances);
  auto by = tariff_of(allowances, events, decimals, usage.noted());
  const auto& clock = clock_in(usage);
  if (!usage.noted().none()) return {};
  case_rating rating{std::move(by)};
  holder holds{allowances, decimals};
  std::vector<truth_answer::event> told;
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto name = fmt::format("event {}", i);
    usage_facts facts;
    facts.service = catalog::service::content;
    facts.zone = &clock;
    facts.other_party = name;
    facts.is_number = false;
    facts.quantity = scaled(events[i].volume, decimals);
    rating.hold(holds.held_at(events[i]));
    auto answer = rating.use(facts);
    holds.use(events[i], answer);
    told.push_back({answer.charge_micros, answer.covered_micros > 0, answer.covered_quantity, facts.quantity - answer.covered_quantity});
  }
  auto out = rating.answer();
  out.events = std::move(told);
  return out;
}

}  // namespace billing
