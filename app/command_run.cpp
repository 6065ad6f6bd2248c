// `abonent run`: starts the operator, says where it is, and stops it in order.
#include <fmt/format.h>
#include <signal.h>

#include <cstdlib>

#include "app/command.hpp"
#include "app/house.hpp"
#include "app/stop_signals.hpp"
#include "core/log.hpp"

namespace app {
namespace {

struct run_options {
  int http_port = -1, metrics_port = -1;
  house_options house;
  std::vector<std::string> rooms;
};

void print_addresses(const house& it, const std::string& name) {
  fmt::print("\n{} is running\n  console   {}\n  metrics   {}\n", name, it.where().http_url, it.where().metrics_url);
  if (auto link = it.serves_desk() ? it.setup_link() : ""; !link.empty()) fmt::print("  first user: open {}  (works once, for 24 hours)\n", link);
  fmt::print("  bus       usage {}  events {}\nCtrl-C stops everything.\n", it.where().usage, it.where().events);
  std::fflush(stdout);
}

int run(command_line& line, const run_options& options) {
  auto set = block_stop_signals();
  signal(SIGPIPE, SIG_IGN);
  auto with = line.configuration();
  if (options.http_port >= 0) with.http.port = options.http_port;
  if (options.metrics_port >= 0) with.metrics.port = options.metrics_port;
  with.rooms = options.rooms;
  if (options.house.demo && line.config_file.empty()) with.activation.network = "local_osmo_hlr";
  core::system_clock clock;
  house it{with, options.house, clock};
  print_addresses(it, with.business.name);
  int which = 0;
  sigwait(&set, &which);
  core::log::info("verb=stop signal={}", which);
  if (!it.stop()) std::quick_exit(0);  // a query still runs into its timeout; the database rolls it back
  return 0;
}

}  // namespace

void add_run(CLI::App& root, command_line& line) {
  auto* it = root.add_subcommand("run", "Start the operator");
  add_common_options(*it, line);
  auto options = std::make_shared<run_options>();
  it->add_option("--http-port", options->http_port, "port of the console and the API; 0 takes a free one")->check(CLI::Range(0, 65'535));
  it->add_option("--metrics-port", options->metrics_port, "port of /metrics; 0 takes a free one")->check(CLI::Range(0, 65'535));
  it->add_option("--rooms", options->rooms, "start these rooms only, by commas: activation, billing, care, analytics")->delimiter(',')->check(CLI::IsMember(all_rooms()));
  it->add_flag("--demo,!--no-demo", options->house.demo, "load the demo operator and keep light traffic going")->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  it->add_option("--demo-lines", options->house.demo_lines, "how many subscribers the demo operator has")->check(CLI::Range(10, 100'000));
  it->callback([&line, options] { line.chosen = [&line, options] { return run(line, *options); }; });
}

}  // namespace app
