// `abonent customers import`.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "app/text_file.hpp"
#include "store/import_customers.hpp"
#include "store/operator_settings.hpp"

namespace app {
namespace {

struct import_request {
  std::string file, mapping, rejects;
  store::import_options options;
};

void show_progress(store::import_phase phase, std::size_t done, std::size_t of) {
  fmt::print(stderr, "\r{} {} of {} rows", phase == store::import_phase::checking ? "checked" : "written", done, of);
  if (done == of) fmt::print(stderr, "\n");
}

int import(command_line& line, const import_request& asked) {
  auto with = line.configuration();
  installation here{with};
  store::set_operator({with.business.time_zone, installation_secret(with.data_dir)});
  store::import_file file{asked.file, {}, {}};
  auto text = whole_file(asked.file);
  file.text = text;
  if (!asked.mapping.empty()) file.mapping = store::read_import_mapping(whole_file(asked.mapping)).value();
  auto rejects = asked.rejects.empty() ? asked.file + ".rejects.csv" : asked.rejects;
  std::ofstream out{rejects};
  if (!out) throw std::runtime_error{fmt::format("{}: cannot be written", rejects)};
  auto it = store::import_customers(here.as("store"), core::system_clock{}.now(), file, asked.options, out, show_progress).value();
  out.close();
  if (it.rejected == 0) std::filesystem::remove(rejects);
  if (line.json) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"rows", it.rows}, {"added", it.added}, {"existing", it.existing}, {"rejected", it.rejected},
                                                                  {"written", it.written}, {"rejects", it.rejected ? rejects : ""},
                                                                  {"unusedColumns", boost::json::value_from(it.unused_columns)}}));
  } else {
    fmt::print("{} rows: {} added, {} were there, {} rejected\n", it.rows, it.added, it.existing, it.rejected);
    for (const auto& each : it.unused_columns) fmt::print(stderr, "the column `{}` was not used\n", each);
    if (it.rejected > 0) fmt::print(stderr, "{} says what is wrong with each; mend it and import that file{}\n", rejects, it.written ? "" : ". Nothing was written");
  }
  return it.rejected == 0 ? 0 : 1;
}

}  // namespace

void add_customers(CLI::App& root, command_line& line) {
  auto* customers = root.add_subcommand("customers", "Customers")->require_subcommand(1);
  auto* it = customers->add_subcommand("import", "Import customers from a CSV file: all rows are checked before one is written");
  add_common_options(*it, line);
  auto request = std::make_shared<import_request>();
  it->add_option("file", request->file, "CSV, UTF-8")->required()->check(CLI::ExistingFile);
  it->add_option("--mapping", request->mapping, "which column means what (TOML)")->check(CLI::ExistingFile);
  it->add_option("--rejects", request->rejects, "where rejected rows go (default: FILE.rejects.csv)");
  it->add_flag("--skip-rejected", request->options.pass_over_rejected, "write the good rows although others are rejected");
  it->add_flag("--skip-existing", request->options.pass_over_existing, "a customer who is there already is no mistake");
  it->callback([&line, request] { line.chosen = [&line, request] { return import(line, *request); }; });
}

}  // namespace app
