// `abonent subscriber show WHO`: whatever is typed, as in the console's search box.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/command.hpp"
#include "app/installation.hpp"
#include "store/customer.hpp"
#include "store/operator_settings.hpp"
#include "store/search.hpp"
#include "store/subscriber.hpp"

namespace app {
namespace {

const char* state_of(const store::found& it) { return it.state ? boost::describe::enum_to_string(*it.state, "") : ""; }

int show(command_line& line, const std::string& who) {
  auto with = line.configuration();
  installation here{with};
  store::set_operator({with.business.time_zone, installation_secret(with.data_dir)});
  auto page = here.as("store").read([&](db::tx& t) {
    auto out = store::find_anyone(t, with.business.plan, who, 20);
    // Our own id is the one identifier that is in no table of identifiers.
    if (auto id = std::strtoll(who.c_str(), nullptr, 10); out.results.empty() && id > 0)
      if (auto it = store::find_subscriber(t, core::subscriber_id{id})) {
        auto of = store::find_customer(t, it->customer_id);
        out.results.push_back({it->customer_id, it->subscriber_id, of ? of->given_name + " " + of->family_name : "", store::identifier_kind::external, who, false, it->state, std::nullopt, it->offering_code, store::certainty::exact});
      }
    return out;
  });
  boost::json::array out;
  for (const auto& each : page.results) {
    auto subscriber = each.subscriber_id ? std::to_string(each.subscriber_id->value()) : "";
    if (line.json)
      out.push_back(boost::json::object{{"customerId", std::to_string(each.customer_id.value())}, {"subscriberId", subscriber}, {"name", each.name}, {"state", state_of(each)},
                                        {"offering", each.offering_code}, {"matched", boost::describe::enum_to_string(each.matched_kind, "")}, {"certainty", boost::describe::enum_to_string(each.sure, "")}});
    else
      fmt::print("subscriber {:<8} {:<14} {:<18} {}  ({} {})\n", subscriber, state_of(each), each.offering_code, each.name, boost::describe::enum_to_string(each.matched_kind, ""), each.matched_shown);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(out));
  if (page.results.empty() && !line.json) fmt::print(stderr, "nobody has this number, card, name, contract or address\n");
  return page.results.empty() ? 1 : 0;
}

}  // namespace

void add_subscriber(CLI::App& root, command_line& line) {
  auto* subscriber = root.add_subcommand("subscriber", "Subscribers")->require_subcommand(1);
  auto* it = subscriber->add_subcommand("show", "Find a subscriber by an id or any identifier, typed any way");
  add_common_options(*it, line);
  auto who = std::make_shared<std::string>();
  it->add_option("who", *who, "number, card, name, contract, document, address or id")->required();
  it->callback([&line, who] { line.chosen = [&line, who] { return show(line, *who); }; });
}

}  // namespace app
