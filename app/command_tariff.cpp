// `abonent tariff check FILE...`: truth cases through the rating of live traffic.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/text_file.hpp"
#include "billing/check_truths.hpp"

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

}  // namespace

void add_tariff(CLI::App& root, command_line& line) {
  auto* tariff = root.add_subcommand("tariff", "What usage costs")->require_subcommand(1);
  auto* it = tariff->add_subcommand("check", "Run truth cases, or those of a catalogue file's tariff, through the rating of live traffic");
  it->add_flag("--json", line.json, "answer in JSON");
  auto files = std::make_shared<std::vector<std::string>>();
  it->add_option("files", *files, "files of truth cases, or catalogue files")->required()->check(CLI::ExistingFile);
  it->callback([&line, files] { line.chosen = [&line, files] { return check(line, *files); }; });
}

}  // namespace app
