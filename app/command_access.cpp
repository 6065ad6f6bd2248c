// `abonent user add`, `abonent key add|revoke|list`.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "bus/keys.hpp"
#include "store/bus_key.hpp"
#include "store/user.hpp"

namespace app {
namespace {

// From standard input, unseen when it is a terminal: a password on the command line stays in the shell's history.
std::string read_password() {
  termios before{};
  bool terminal = isatty(0) && tcgetattr(0, &before) == 0;
  if (terminal) {
    fmt::print(stderr, "Password: ");
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(0, TCSANOW, &silent);
  }
  std::string password;
  std::getline(std::cin, password);
  if (terminal) {
    tcsetattr(0, TCSANOW, &before);
    fmt::print(stderr, "\n");
  }
  return password;
}

store::user_role role_of(const std::string& name) {
  store::user_role role{};
  boost::describe::enum_from_string(name.c_str(), role);
  return role;
}

int add_user(command_line& line, const store::new_user& asked) {
  installation here{line.configuration()};
  auto who = asked;
  if (who.role != store::user_role::integrator) who.password = read_password();
  auto id = here.as("store").transact([&](db::tx& t) { return store::add_user(t, core::system_clock{}.now(), who); }).value();
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"id", std::to_string(id.value())}, {"name", who.name}}));
  else
    fmt::print("user {} may sign in as {}\n", who.name, boost::describe::enum_to_string(who.role, ""));
  return 0;
}

struct key_options {
  std::string name, public_key, file;
  std::vector<std::string> rights;
};

int add_key(command_line& line, const key_options& asked) {
  auto with = line.configuration();
  installation here{with};
  auto public_key = asked.public_key;
  auto file = asked.file.empty() ? (with.data_dir / "keys" / (asked.name + ".key")).string() : asked.file;
  if (public_key.empty()) {
    std::filesystem::create_directories(std::filesystem::absolute(file).parent_path());
    public_key = bus::make_key_file(file).value().public_key;
  }
  here.as("store").transact([&](db::tx& t) { return store::add_bus_key(t, core::system_clock{}.now(), asked.name, public_key, asked.rights); }).value();
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"name", asked.name}, {"publicKey", public_key}, {"file", asked.public_key.empty() ? file : ""}}));
  else if (asked.public_key.empty())
    fmt::print("{} may come in with the key in {} (keep it secret)\n", asked.name, file);
  else
    fmt::print("{} may come in with its own key\n", asked.name);
  return 0;
}

int revoke_key(command_line& line, const std::string& name) {
  installation here{line.configuration()};
  auto count = here.as("store").transact([&](db::tx& t) { return store::revoke_bus_keys(t, core::system_clock{}.now(), name); }).value();
  if (line.json)
    fmt::print("{{\"revoked\":{}}}\n", count);
  else
    fmt::print("{} key(s) revoked; sessions with them end within seconds\n", count);
  return 0;
}

int list_keys(command_line& line) {
  installation here{line.configuration()};
  boost::json::array out;
  for (const auto& each : here.as("store").read([](db::tx& t) { return store::bus_keys(t); })) {
    boost::json::array rights(each.rights.begin(), each.rights.end());
    out.push_back(boost::json::object{{"name", each.name}, {"publicKey", each.public_key}, {"rights", rights}, {"revoked", each.revoked_at.has_value()}});
    if (!line.json) fmt::print("{:<20} {} {} {}\n", each.name, each.public_key, each.revoked_at ? "revoked" : "in force", boost::json::serialize(rights));
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  return 0;
}

}  // namespace

void add_access(CLI::App& root, command_line& line) {
  auto* user = root.add_subcommand("user", "People who work with the program")->require_subcommand(1);
  auto* add = user->add_subcommand("add", "Add a user; the password is read from standard input");
  add_common_options(*add, line);
  auto who = std::make_shared<store::new_user>();
  auto role = std::make_shared<std::string>("agent");
  add->add_option("name", who->name, "what they sign in with")->required();
  add->add_option("--display-name", who->display_name, "how others see them");
  add->add_option("--role", *role, "what they may do")->check(CLI::IsMember({"agent", "supervisor", "sales", "marketer", "billing", "auditor", "admin", "integrator"}));
  add->callback([&line, who, role] {
    line.chosen = [&line, who, role] {
      who->role = role_of(*role);
      if (who->display_name.empty()) who->display_name = who->name;
      return add_user(line, *who);
    };
  });

  auto* key = root.add_subcommand("key", "Systems that may speak on the bus")->require_subcommand(1);
  auto options = std::make_shared<key_options>();
  auto* key_add = key->add_subcommand("add", "Let a system in: makes a key file, or takes the public key of one");
  auto* key_revoke = key->add_subcommand("revoke", "Shut a system out");
  auto* key_list = key->add_subcommand("list", "Every key there is");
  for (auto* each : {key_add, key_revoke, key_list}) add_common_options(*each, line);
  key_add->add_option("name", options->name, "of the system")->required();
  key_add->add_option("--right", options->rights, "usage:SOURCE, events:CONSUMER, provisioning:SYSTEM, hints; * for any")->required();
  key_add->add_option("--public-key", options->public_key, "40 characters of Z85; without it a key file is made");
  key_add->add_option("--file", options->file, "where to make the key file");
  key_revoke->add_option("name", options->name, "of the system, or its public key")->required();
  key_add->callback([&line, options] { line.chosen = [&line, options] { return add_key(line, *options); }; });
  key_revoke->callback([&line, options] { line.chosen = [&line, options] { return revoke_key(line, options->name); }; });
  key_list->callback([&line] { line.chosen = [&line] { return list_keys(line); }; });
}

}  // namespace app
