// `abonent numbers load`, `abonent sims load`.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>

#include "activation/load_numbers.hpp"
#include "activation/load_sims.hpp"
#include "app/command.hpp"
#include "app/endpoints.hpp"
#include "app/installation.hpp"
#include "app/network.hpp"

namespace app {
namespace {

int report(const command_line& line, const std::string& file, const activation::load_report& it) {
  if (line.json) {
    boost::json::array rejects;
    for (const auto& each : it.rejects) rejects.push_back(boost::json::object{{"line", each.line}, {"reason", each.reason}});
    fmt::print("{}\n", boost::json::serialize(boost::json::object{
                           {"loaded", it.loaded}, {"alreadyThere", it.already_there}, {"rejects", rejects}, {"whole", it.whole}}));
  } else {
    fmt::print("{} loaded, {} were there already, {} rejected\n", it.loaded, it.already_there, it.rejects.size());
    for (const auto& each : it.rejects) fmt::print(stderr, "{}:{}: {}\n", file, each.line, each.reason);
    if (!it.whole) fmt::print(stderr, "stopped early: the network cannot be reached ([activation] network, hlr_address). When it can, load the same file again.\n");
  }
  return it.rejects.empty() && it.whole ? 0 : 1;
}

struct number_options {
  std::string file, from, to;
};

int load_numbers(command_line& line, const number_options& asked) {
  auto with = line.configuration();
  installation here{with};
  auto room = here.as("activation");
  auto now = core::system_clock{}.now();
  if (!asked.file.empty()) {
    std::ifstream in{asked.file};
    return report(line, asked.file, activation::load_numbers(room, now, in, with.business.plan));
  }
  auto from = with.business.plan.normalise(asked.from), to = with.business.plan.normalise(asked.to);
  if (!from || !to) throw std::runtime_error{"a range needs two numbers: --from 79000000000 --to 79000000999"};
  return report(line, "range", activation::load_number_range(room, now, *from, *to).value());
}

int load_sims(command_line& line, const std::string& file) {
  auto with = line.configuration();
  installation here{with};
  auto running = here.runs_elsewhere() ? read_endpoints(with.data_dir) : std::nullopt;
  network to{with, running ? std::optional{running->hlr} : std::nullopt};
  to.settle();
  std::ifstream in{file};
  return report(line, file, activation::load_sims(here.as("activation"), to.port(), core::system_clock{}.now(), in).value());
}

}  // namespace

void add_stock(CLI::App& root, command_line& line) {
  auto* numbers = root.add_subcommand("numbers", "Numbers the operator has to give")->require_subcommand(1);
  auto* load = numbers->add_subcommand("load", "Bring numbers into stock, from a file or a range");
  add_common_options(*load, line);
  auto options = std::make_shared<number_options>();
  auto* file = load->add_option("file", options->file, "one number a line")->check(CLI::ExistingFile);
  auto* from = load->add_option("--from", options->from, "first number of a range")->excludes(file);
  load->add_option("--to", options->to, "last number of the range")->needs(from);
  load->callback([&line, options] { line.chosen = [&line, options] { return load_numbers(line, *options); }; });

  auto* sims = root.add_subcommand("sims", "SIM cards in stock")->require_subcommand(1);
  auto* load_cards = sims->add_subcommand("load", "Load a vendor's file: keys go to the HLR, with service off, and are kept nowhere else");
  add_common_options(*load_cards, line);
  auto cards = std::make_shared<std::string>();
  load_cards->add_option("file", *cards, "the vendor's file")->required()->check(CLI::ExistingFile);
  load_cards->callback([&line, cards] { line.chosen = [&line, cards] { return load_sims(line, *cards); }; });
}

}  // namespace app
