// The program `abonent`. One outermost catch; every command is a file of its own.
#include <fmt/format.h>
#include <sodium.h>

#include <cstdio>
#include <exception>

#include "app/command.hpp"
#include "core/refusal.hpp"

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    fmt::print(stderr, "abonent: libsodium cannot start; is there no source of random numbers?\n");
    return 2;
  }
  CLI::App root{"The CRM of a telecom operator, with billing inside it.", "abonent"};
  root.require_subcommand(1);
  app::command_line line;
  for (auto add : {app::add_run, app::add_db, app::add_access, app::add_catalog, app::add_customers, app::add_stock, app::add_order, app::add_usage,
                   app::add_subscriber, app::add_tariff, app::add_rate, app::add_check, app::add_config, app::add_version})
    add(root, line);
  // CLI11 would say that a command is missing, where one is misspelt.
  auto named = [&](const CLI::App* it) { return it->check_name(argc > 1 ? argv[1] : ""); };
  if (argc > 1 && argv[1][0] != '-' && root.get_subcommands(named).empty()) {
    fmt::print(stderr, "abonent: there is no command `{}`; `abonent --help` names them\n", argv[1]);
    return 2;
  }
  try {
    root.parse(argc, argv);
    return line.chosen();
  } catch (const CLI::ParseError& error) {
    return root.exit(error) == 0 ? 0 : 2;
  } catch (const core::refused& no) {
    fmt::print(stderr, "abonent: {} ({})\n", no.why().sentence(), no.why().code());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "abonent: {}\n", error.what());
    return 2;
  }
}
