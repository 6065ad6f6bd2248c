// `abonent tariff check FILE...`: truth cases through the rating of live traffic. `abonent tariff simulate DRAFT`: real usage
// by a tariff that is not published.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <algorithm>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "app/text_file.hpp"
#include "billing/check_truths.hpp"
#include "billing/ingest.hpp"
#include "catalog/load_catalog.hpp"

namespace app {
namespace {

boost::json::object json_of(const billing::truth_verdict& it) {
  boost::json::array steps;
  for (const auto& step : it.steps) {
    boost::json::object one{{"title", step.title}, {"detail", step.detail}};
    if (step.amount_micros) one["amount"] = core::micros_text(*step.amount_micros, 2);
    steps.push_back(std::move(one));
  }
  return {{"id", it.id},
          {"note", it.note},
          {"passed", it.passed},
          {"differences", boost::json::array(it.differences.begin(), it.differences.end())},
          {"notUnderstood", boost::json::array(it.unread.begin(), it.unread.end())},
          {"steps", std::move(steps)}};
}

int check(command_line& line, const std::vector<std::string>& files) {
  std::size_t passed = 0, failed = 0;
  bool readable = true;
  boost::json::array cases;
  for (const auto& file : files) {
    auto verdicts = billing::check_truths(whole_file(file));
    if (!verdicts) {
      fmt::print(stderr, "{}: {} ({})\n", file, verdicts.error().sentence(), verdicts.error().code());
      return 2;
    }
    for (const auto& each : *verdicts) {
      ++(each.passed ? passed : failed);
      readable &= each.is_readable;
      if (!each.passed && !line.json) fmt::print("{}\n", billing::told(each));
      cases.push_back(json_of(each));
    }
  }
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"passed", passed}, {"failed", failed}, {"cases", std::move(cases)}}));
  else
    fmt::print("{} passed, {} failed\n", passed, failed);
  return !readable ? 2 : failed == 0 ? 0 : 1;
}

struct simulate_options {
  std::string draft, offering, from, to;
  std::size_t shown = 10;
};

core::instant day_in(const core::zone& zone, const std::string& text) {
  auto day = core::parse_date(text);
  if (!day) throw std::runtime_error{fmt::format("{} is no date such as 2026-03-01", text)};
  return zone.start_of(*day);
}

struct outcome {
  std::vector<billing::simulated_line> lines;  // who wins most first
  std::size_t win = 0, lose = 0;
};

outcome sorted_out(const billing::simulation& it) {
  outcome out{it.lines, 0, 0};
  auto difference = [](const auto& line) { return line.draft_micros - line.charged_micros; };
  std::sort(out.lines.begin(), out.lines.end(), [&](const auto& a, const auto& b) { return difference(a) < difference(b); });
  for (const auto& each : out.lines) {
    out.win += difference(each) < 0 ? 1 : 0;
    out.lose += difference(each) > 0 ? 1 : 0;
  }
  return out;
}

boost::json::object json_of(const billing::simulation& it, const outcome& by) {
  auto money = [](std::int64_t micros) { return core::micros_text(micros, 2); };
  boost::json::array lines;
  for (const auto& each : by.lines)
    lines.push_back(boost::json::object{{"customerId", std::to_string(each.customer.value())}, {"subscriberId", std::to_string(each.subscriber.value())},
                                        {"records", each.records}, {"charged", money(each.charged_micros)}, {"draft", money(each.draft_micros)}});
  return {{"charged", money(it.charged_micros())}, {"draft", money(it.draft_micros())},     {"difference", money(it.draft_micros() - it.charged_micros())},
          {"win", by.win},                         {"lose", by.lose},                       {"same", by.lines.size() - by.win - by.lose},
          {"withoutPrice", it.without_price},      {"notFound", it.not_found},              {"lines", std::move(lines)}};
}

void print(const billing::simulation& it, const outcome& by, std::string_view currency, std::size_t shown) {
  auto money = [](std::int64_t micros) { return core::micros_text(micros, 2); };
  fmt::print("charged {} {}, by the draft {} {}: {}{}\n", money(it.charged_micros()), currency, money(it.draft_micros()), currency,
             it.draft_micros() > it.charged_micros() ? "+" : "", money(it.draft_micros() - it.charged_micros()));
  fmt::print("{} lines pay less, {} pay more, {} pay the same\n", by.win, by.lose, by.lines.size() - by.win - by.lose);
  if (it.without_price > 0) fmt::print("{} records have no price by the draft and are in neither sum\n", it.without_price);
  if (it.not_found > 0) fmt::print("{} records are left out: their line or raw bytes are not known any more\n", it.not_found);
  auto line = [&](const billing::simulated_line& each) {
    fmt::print("  subscriber {:<10} {:>6} records {:>14} -> {:>14}\n", each.subscriber.value(), each.records, money(each.charged_micros), money(each.draft_micros));
  };
  if (by.win > 0) fmt::print("who pays less:\n");
  for (std::size_t i = 0; i < std::min(shown, by.win); ++i) line(by.lines[i]);
  if (by.lose > 0) fmt::print("who pays more:\n");
  for (std::size_t i = 0; i < std::min(shown, by.lose); ++i) line(by.lines[by.lines.size() - 1 - i]);
}

int simulate(command_line& line, const simulate_options& asked) {
  auto file = catalog::read_catalog_file(whole_file(asked.draft)).value();
  if (!file.tariff) throw std::runtime_error{asked.draft + " has no tariff"};
  auto with = line.configuration();
  auto zone = core::zone::find(with.business.time_zone).value();
  auto from = day_in(zone, asked.from), to = day_in(zone, asked.to);
  installation here{with};
  core::system_clock clock;
  billing::ingest in{here.database(), clock, with.business.plan};
  auto offering = !asked.offering.empty() ? asked.offering : file.offering ? file.offering->code : file.tariff->code;
  auto answer = in.simulate(*file.tariff, offering, from, to);
  auto by = sorted_out(answer);
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(json_of(answer, by)));
  else
    print(answer, by, file.tariff->currency.code(), asked.shown);
  return 0;
}

void add_simulate(CLI::App& tariff, command_line& line) {
  auto* it = tariff.add_subcommand("simulate", "Charge real usage again by a draft: who wins, who loses, what it does to revenue");
  add_common_options(*it, line);
  auto options = std::make_shared<simulate_options>();
  it->add_option("draft", options->draft, "a catalogue file with the tariff")->required()->check(CLI::ExistingFile);
  it->add_option("--offering", options->offering, "whose lines; the file's own offering else");
  it->add_option("--from", options->from, "first day, in the operator's time zone")->required();
  it->add_option("--to", options->to, "the day after the last")->required();
  it->add_option("--shown", options->shown, "how many lines of each sort are listed");
  it->callback([&line, options] { line.chosen = [&line, options] { return simulate(line, *options); }; });
}

}  // namespace

void add_tariff(CLI::App& root, command_line& line) {
  auto* tariff = root.add_subcommand("tariff", "What usage costs")->require_subcommand(1);
  auto* it = tariff->add_subcommand("check", "Run truth cases, or those of a catalogue file's tariff, through the rating of live traffic");
  it->add_flag("--json", line.json, "answer in JSON");
  auto files = std::make_shared<std::vector<std::string>>();
  it->add_option("files", *files, "files of truth cases, or catalogue files")->required()->check(CLI::ExistingFile);
  it->callback([&line, files] { line.chosen = [&line, files] { return check(line, *files); }; });
  add_simulate(*tariff, line);
}

}  // namespace app
