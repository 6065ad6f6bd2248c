// What the commands under `abonent usage` have in common.
#pragma once

#include <memory>
#include <string>

#include "adapters/cdr_files/load_file.hpp"
#include "app/command.hpp"
#include "bus/context.hpp"
#include "bus/usage_client.hpp"

namespace app {

struct usage_options {
  std::string format = "csv", mapping, source, key;
};
void add_source_options(CLI::App& to, usage_options& into);  // --format --mapping --source --key

// Throws when nobody runs with this data directory, or the mapping cannot be used.
std::unique_ptr<bus::usage_client> usage_client_for(bus::context& in, const config& with, const usage_options& asked);
std::unique_ptr<cdr_files::layout> layout_for(const config& with, const usage_options& asked);

// Tells what became of a file; 1 when a person should look.
int tell_loaded(const std::string& file, const core::result<cdr_files::load_report>& answer, bool json);

void add_usage_watch(CLI::App& usage, command_line& line);
void add_usage_suspense(CLI::App& usage, command_line& line);  // suspense, recycle, mend, write-off

}  // namespace app
