// `abonent usage load | files | alarms`: call record files, sent to a running program over the usage endpoint.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/cdr_files/file_numbers.hpp"
#include "adapters/cdr_files/layout.hpp"
#include "adapters/cdr_files/watch_folder.hpp"
#include "app/bus_door.hpp"
#include "app/endpoints.hpp"
#include "app/installation.hpp"
#include "app/text_file.hpp"
#include "app/usage_command.hpp"

namespace app {
namespace {

struct load_options : usage_options {
  std::vector<std::string> files;
  bool abandon = false;
};

endpoints running_at(const std::filesystem::path& data_dir) {
  expect_own(data_dir);
  if (auto at = read_endpoints(data_dir)) return *at;
  throw std::runtime_error{fmt::format("no operator runs with the data directory {}; start `abonent run` there first: usage goes to it over the bus", data_dir.string())};
}

boost::json::object json_of(const std::string& file, const cdr_files::load_report& it) {
  const auto& c = it.counts;
  return {{"file", file},           {"rows", c.rows},           {"sent", c.sent},         {"passedOver", c.passed_over},       {"rejected", c.rejected},
          {"rated", c.rated},       {"duplicates", c.duplicates}, {"suspended", c.suspended}, {"parkedBatches", c.parked_batches}, {"laidBy", c.laid_by}, {"givenUp", c.given_up}, {"resumed", it.resumed},
          {"rejects", it.rejects.string()}};
}

std::string halves(const cdr_files::load_counts& c) {
  if (c.laid_by == 0 && c.given_up == 0) return {};
  return fmt::format(", {} laid by for their other half, {} given up", c.laid_by, c.given_up);
}

int load(command_line& line, const load_options& asked) {
  auto with = line.configuration();
  auto layout = layout_for(with, asked);
  if (!layout) return 1;
  bus::context context;
  auto to = usage_client_for(context, with, asked);
  int code = 0;
  boost::json::array out;
  cdr_files::load_settings settings{asked.source, with.data_dir / "spool"};
  settings.abandon_unfinished = asked.abandon;
  for (const auto& file : asked.files) {
    auto answer = cdr_files::load_file(*to, *layout, file, settings, [&](const cdr_files::load_counts& c) { fmt::print(stderr, "\r{}: {} rows", file, c.rows); });
    code = std::max(code, tell_loaded(file, answer, line.json));
    if (answer) out.push_back(json_of(file, *answer));
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return code;
}

int alarms(command_line& line, const std::string& clear) {
  auto spool = line.configuration().data_dir / "spool";
  if (!clear.empty()) {
    fmt::print("{} alarms of {} are seen\n", cdr_files::clear_alarms(spool, clear), clear);
    return 0;
  }
  boost::json::array out;
  bool any = false;
  for (const auto& each : cdr_files::alarms_in(spool)) {
    any = any || each.missing_files + each.alarms.size() > 0;
    out.push_back({{"source", each.source}, {"missingFiles", each.missing_files}, {"missing", boost::json::value_from(each.missing)}, {"alarms", boost::json::value_from(each.alarms)}});
    if (line.json) continue;
    for (const auto& text : each.missing) fmt::print("{}: {}\n", each.source, text);
    for (const auto& text : each.alarms) fmt::print("{}: {}\n", each.source, text);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  else if (!any) fmt::print("nothing is missing, and nothing was lost\n");
  return any ? 1 : 0;
}

int files(command_line& line, const std::string& source) {
  auto ledger = cdr_files::loaded_files(line.configuration().data_dir / "spool", source);
  boost::json::array out;
  for (const auto& each : ledger) {
    out.push_back({{"file", each.name}, {"digest", each.digest}, {"loadedAt", each.at}, {"rows", each.rows}, {"sent", each.sent}, {"rejected", each.rejected}});
    if (!line.json) fmt::print("{:20}  {}  {} rows, {} sent, {} rejected  {}\n", each.at, each.digest.substr(0, 12), each.rows, each.sent, each.rejected, each.name);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return 0;
}

}  // namespace

void add_source_options(CLI::App& to, usage_options& into) {
  to.add_option("--format", into.format, fmt::format("{} (docs/operating/mediation.md)", fmt::join(cdr_files::formats, ", ")))->required();
  to.add_option("--mapping", into.mapping, "which column means what (TOML)")->check(CLI::ExistingFile);
  to.add_option("--source", into.source, "the name billing knows this source by")->required();
  to.add_option("--key", into.key, "key file with the right usage:SOURCE; this machine's operator key else")->check(CLI::ExistingFile);
}

std::unique_ptr<bus::usage_client> usage_client_for(bus::context& in, const config& with, const usage_options& asked) {
  auto at = running_at(with.data_dir);
  auto keys = asked.key.empty() ? operator_keys(with.data_dir) : bus::read_key_file(asked.key).value();
  return std::make_unique<bus::usage_client>(in, bus::usage_client_options{{at.usage, at.bus_public_key, keys}, asked.source});
}

std::unique_ptr<cdr_files::layout> layout_for(const config& with, const usage_options& asked) {
  if (asked.mapping.empty() && (asked.format == "csv" || asked.format == "fixed"))
    throw std::runtime_error{fmt::format("--format {} needs --mapping FILE, which says what each column means (docs/operating/usage-files.md)", asked.format)};
  auto layout = cdr_files::make_layout(asked.format, asked.mapping.empty() ? "" : whole_file(asked.mapping), *core::zone::find(with.business.time_zone));
  if (layout) return std::move(*layout);
  fmt::print(stderr, "{}: {} ({})\n", asked.mapping.empty() ? "abonent" : asked.mapping, layout.error().sentence(), layout.error().code());
  return nullptr;
}

int tell_loaded(const std::string& file, const core::result<cdr_files::load_report>& answer, bool json) {
  fmt::print(stderr, "\r\x1b[K");  // the progress goes, the result stays
  if (!answer) {
    fmt::print(stderr, "{}: {} ({})\n", file, answer.error().sentence(), answer.error().code());
    return 1;
  }
  const auto& c = answer->counts;
  for (const auto& alarm : answer->alarms) fmt::print(stderr, "alarm: {}\n", alarm);
  if (!json) {
    fmt::print("{}: {} rows, {} rated, {} duplicates, {} in suspense, {} passed over, {} rejected{}\n", file, c.rows, c.rated, c.duplicates, c.suspended, c.passed_over,
               c.rejected, halves(c));
    if (!answer->rejects.empty()) fmt::print("the rejected rows are in {}, why in {}.reasons: mend them and load that file\n", answer->rejects.string(), answer->rejects.string());
  }
  return c.rejected > 0 || c.given_up > 0 || c.parked_batches > 0 ? 1 : 0;
}

void add_usage(CLI::App& root, command_line& line) {
  auto* usage = root.add_subcommand("usage", "Usage records")->require_subcommand(1);
  auto* it = usage->add_subcommand("load", "Load call record files into a running operator; an interrupted load goes on, the same file twice is refused");
  add_common_options(*it, line);
  auto options = std::make_shared<load_options>();
  add_source_options(*it, *options);
  it->add_option("files", options->files, "files of records")->required()->check(CLI::ExistingFile);
  it->add_flag("--abandon", options->abandon, "forget a file that was interrupted and is not there any more as it was");
  it->callback([&line, options] { line.chosen = [&line, options] { return load(line, *options); }; });
  add_usage_watch(*usage, line);
  add_usage_suspense(*usage, line);

  auto* ledger = usage->add_subcommand("files", "The ledger of files: what was loaded of a source, and when");
  add_common_options(*ledger, line);
  auto source = std::make_shared<std::string>();
  ledger->add_option("--source", *source, "the name billing knows it by")->required();
  ledger->callback([&line, source] { line.chosen = [&line, source] { return files(line, *source); }; });

  auto* told = usage->add_subcommand("alarms", "Files of network elements that have not come, and records they say they lost");
  add_common_options(*told, line);
  auto clear = std::make_shared<std::string>();
  told->add_option("--clear", *clear, "forget the alarms of this source: somebody has seen them");
  told->callback([&line, clear] { line.chosen = [&line, clear] { return alarms(line, *clear); }; });
}

}  // namespace app
