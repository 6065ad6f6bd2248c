// `abonent db migrate|status`.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/installation.hpp"

namespace app {
namespace {

// 1: a migration waits for `abonent db migrate`.
int print_status(command_line& line) {
  bool waiting = false;
  boost::json::array out;
  for (const auto& each : installation::migration_status(line.configuration())) {
    waiting |= each.applied < each.known;
    if (line.json)
      out.push_back(boost::json::object{{"room", each.room}, {"applied", each.applied}, {"known", each.known}});
    else
      fmt::print("{:<12} {} of {}\n", each.room, each.applied, each.known);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return waiting ? 1 : 0;
}

int migrate(command_line& line) {
  { installation brought_up_to_date{line.configuration()}; }
  return print_status(line);
}

}  // namespace

void add_db(CLI::App& root, command_line& line) {
  auto* db_command = root.add_subcommand("db", "The database")->require_subcommand(1);
  auto* up = db_command->add_subcommand("migrate", "Bring every room's tables up to date (forward only)");
  auto* status = db_command->add_subcommand("status", "Show which migrations are applied; exit code 1 when some are not");
  for (auto* each : {up, status}) add_common_options(*each, line);
  up->callback([&line] { line.chosen = [&line] { return migrate(line); }; });
  status->callback([&line] { line.chosen = [&line] { return print_status(line); }; });
}

}  // namespace app
