// `abonent catalog load FILE...`.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "app/text_file.hpp"
#include "billing/check_truths.hpp"
#include "catalog/load_catalog.hpp"

namespace app {
namespace {

int load(command_line& line, const std::vector<std::string>& files) {
  installation here{line.configuration()};
  core::system_clock clock;
  int code = 0;
  boost::json::array out;
  for (const auto& file : files) {
    auto text = whole_file(file);
    auto answer = here.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, clock.now(), text, billing::expect_truths); });
    if (!answer) {
      code = 1;
      fmt::print(stderr, "{}: {} ({})\n", file, answer.error().sentence(), answer.error().code());
      out.push_back(boost::json::object{{"file", file}, {"refusal", answer.error().code()}, {"detail", answer.error().sentence()}});
      continue;
    }
    for (const auto& each : *answer) {
      if (!line.json) fmt::print("{}: {} {} version {} {}\n", file, each.what, each.code, each.version, each.is_new ? "published" : "was published before");
      out.push_back(boost::json::object{{"file", file}, {"what", each.what}, {"code", each.code}, {"version", each.version}, {"new", each.is_new}});
    }
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return code;
}

}  // namespace

void add_catalog(CLI::App& root, command_line& line) {
  auto* catalog_command = root.add_subcommand("catalog", "What is sold")->require_subcommand(1);
  auto* it = catalog_command->add_subcommand("load", "Publish offerings and tariffs from JSON files; the same content again does nothing");
  add_common_options(*it, line);
  auto files = std::make_shared<std::vector<std::string>>();
  it->add_option("files", *files, "catalogue files")->required()->check(CLI::ExistingFile);
  it->callback([&line, files] { line.chosen = [&line, files] { return load(line, *files); }; });
}

}  // namespace app
