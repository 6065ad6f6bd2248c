// The command line: each command is one file `command_*.cpp` that adds itself to the program.
// Exit codes: 0 done; 1 a "no" or something was rejected; 2 wrong use, wrong configuration or a broken world.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "app/config.hpp"

namespace app {

// What every command has, and the one that was chosen.
struct command_line {
  std::string config_file, data_dir, database_url;
  bool json = false;
  std::function<int()> chosen;

  // The configuration file (or the defaults) with what the command line says on top.
  [[nodiscard]] config configuration() const;
};

void add_common_options(CLI::App& to, command_line& line);  // --config --data-dir --database --json

void add_run(CLI::App& root, command_line& line);
void add_db(CLI::App& root, command_line& line);        // db migrate | status
void add_access(CLI::App& root, command_line& line);    // user add, key add | revoke | list
void add_catalog(CLI::App& root, command_line& line);   // catalog load
void add_customers(CLI::App& root, command_line& line); // customers import
void add_stock(CLI::App& root, command_line& line);     // numbers load, sims load
void add_order(CLI::App& root, command_line& line);     // order activate
void add_usage(CLI::App& root, command_line& line);     // usage load
void add_subscriber(CLI::App& root, command_line& line);// subscriber show
void add_check(CLI::App& root, command_line& line);     // check
void add_tariff(CLI::App& root, command_line& line);    // tariff check | simulate
void add_rate(CLI::App& root, command_line& line);      // rate explain
void add_config(CLI::App& root, command_line& line);    // config print | check
void add_version(CLI::App& root, command_line& line);

}  // namespace app
