// `abonent config print|check`, `abonent version`, and the options all commands share.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/version.hpp"

namespace app {

config command_line::configuration() const {
  config it;
  if (config_file.empty())
    it.data_dir = default_data_dir();
  else
    it = read_config(config_file);
  if (!data_dir.empty()) it.data_dir = data_dir;
  if (!database_url.empty()) it.database.url = database_url;
  return it;
}

void add_common_options(CLI::App& to, command_line& line) {
  to.add_option("--config", line.config_file, "configuration file (TOML); `abonent config print` shows every key");
  to.add_option("--data-dir", line.data_dir, fmt::format("where the installation lives (default {})", default_data_dir().string()));
  to.add_option("--database", line.database_url, "an existing PostgreSQL instead of the embedded one: a libpq URL");
  to.add_flag("--json", line.json, "answer in JSON");
}

void add_config(CLI::App& root, command_line& line) {
  auto* config_command = root.add_subcommand("config", "Show or check the configuration")->require_subcommand(1);
  auto* print = config_command->add_subcommand("print", "Print every key with the value that holds; secrets are masked");
  auto* check = config_command->add_subcommand("check", "Read the file and say whether it is right");
  auto* explain = config_command->add_subcommand("explain", "Print every key with its default, its limits and its meaning (Markdown)");
  for (auto* each : {print, check}) add_common_options(*each, line);
  explain->callback([&line] {
    line.chosen = [] {
      fmt::print("{}", explained());
      return 0;
    };
  });
  print->callback([&line] {
    line.chosen = [&line] {
      fmt::print("{}", printed(line.configuration()));
      return 0;
    };
  });
  check->callback([&line] {
    line.chosen = [&line] {
      (void)line.configuration();
      fmt::print("{}\n", line.json ? R"({"ok":true})" : "the configuration is right");
      return 0;
    };
  });
}

void add_version(CLI::App& root, command_line& line) {
  auto* it = root.add_subcommand("version", "Print the version");
  it->add_flag("--json", line.json, "answer in JSON");
  it->callback([&line] {
    line.chosen = [&line] {
      if (line.json)
        fmt::print("{}\n", boost::json::serialize(boost::json::object{{"version", version}}));
      else
        fmt::print("abonent {}\n", version);
      return 0;
    };
  });
}

}  // namespace app
