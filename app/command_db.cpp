// `abonent db migrate|status`.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "app/schemas.hpp"
#include "db/migrate.hpp"

namespace app {
namespace {

int print_status(command_line& line) {
  auto with = line.configuration();
  installation here{with};
  boost::json::array out;
  for (const auto& each : db::migration_status(here.url(), schemas())) {
    if (line.json)
      out.push_back(boost::json::object{{"room", each.room}, {"applied", each.applied}, {"known", each.known}});
    else
      fmt::print("{:<12} {} of {}\n", each.room, each.applied, each.known);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return 0;
}

}  // namespace

void add_db(CLI::App& root, command_line& line) {
  auto* db_command = root.add_subcommand("db", "The database")->require_subcommand(1);
  auto* migrate = db_command->add_subcommand("migrate", "Bring every room's tables up to date (forward only)");
  auto* status = db_command->add_subcommand("status", "Show which migrations are applied");
  for (auto* each : {migrate, status}) {
    add_common_options(*each, line);
    each->callback([&line] { line.chosen = [&line] { return print_status(line); }; });
  }
}

}  // namespace app
