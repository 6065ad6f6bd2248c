// `abonent rate explain ID`: from a charge back to the record its element wrote, step by step.
#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "billing/ingest.hpp"

namespace app {
namespace {

void print(const billing::explained_usage& it, std::string_view id) {
  const auto& usage = it.usage;
  fmt::print("usage {}, charged to subscriber {} of customer {}\n", id, usage.subscriber_id.value(), usage.customer_id.value());
  fmt::print("  as written   {} {}, to {}, network {}, began {}, quantity {}\n", it.record_key, usage.incoming ? "incoming" : "outgoing",
             it.other_party.empty() ? "-" : it.other_party, it.network.empty() ? "-" : it.network, it.start.text(), it.quantity);
  fmt::print("  as read      {} {}, {} {}\n", usage.service, usage.other_party, usage.quantity, billing::unit_of(usage.service));
  fmt::print("  tariff       {} version {}\n", usage.tariff_code, usage.tariff_version);
  for (const auto& step : it.steps)
    fmt::print("  {:<12} {:>12}  {}\n", step.title, step.amount_micros ? core::micros_text(*step.amount_micros, 2) : "", step.detail);
  fmt::print("  charged      {:>12} {}\n", core::micros_text(usage.charge_micros, 2), usage.currency);
  if (!it.agrees) fmt::print("  Rated by what is known today it would cost something else: a number was ported since, or a line was changed.\n");
}

boost::json::object json_of(const billing::explained_usage& it, std::string_view id) {
  boost::json::array steps;
  for (const auto& step : it.steps) {
    boost::json::object one{{"title", step.title}, {"detail", step.detail}};
    if (step.amount_micros) one["amount"] = core::micros_text(*step.amount_micros, 2);
    steps.push_back(std::move(one));
  }
  const auto& usage = it.usage;
  return {{"id", id},
          {"subscriberId", std::to_string(usage.subscriber_id.value())},
          {"service", usage.service},
          {"otherParty", usage.other_party},
          {"quantity", usage.quantity},
          {"tariff", usage.tariff_code},
          {"tariffVersion", usage.tariff_version},
          {"charge", core::micros_text(usage.charge_micros, 2)},
          {"currency", usage.currency},
          {"agrees", it.agrees},
          {"steps", std::move(steps)}};
}

int explain(command_line& line, const std::string& id) {
  auto place = billing::entry_place::parse(id);
  if (!place) {
    fmt::print(stderr, "{} is no id of usage: it looks like 17-42-0\n", id);
    return 2;
  }
  auto with = line.configuration();
  installation here{with};
  core::system_clock clock;
  billing::ingest in{here.database(), clock, with.business.plan};
  auto told = in.explain(*place).value();
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(json_of(told, id)));
  else
    print(told, id);
  return 0;
}

}  // namespace

void add_rate(CLI::App& root, command_line& line) {
  auto* rate = root.add_subcommand("rate", "What usage was charged")->require_subcommand(1);
  auto* it = rate->add_subcommand("explain", "Lead from a charge back to its raw record, step by step");
  add_common_options(*it, line);
  auto id = std::make_shared<std::string>();
  it->add_option("id", *id, "the usage's id, as the console and the API show it")->required();
  it->callback([&line, id] { line.chosen = [&line, id] { return explain(line, *id); }; });
}

}  // namespace app
