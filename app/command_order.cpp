// `abonent order activate`.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "activation/activate_subscriber.hpp"
#include "activation/provision.hpp"
#include "app/command.hpp"
#include "app/installation.hpp"
#include "app/network.hpp"

namespace app {
namespace {

struct order_options {
  std::string id, customer, given_name, family_name, language = "en", offering, msisdn, iccid, login;
  int wait_seconds = 30;
};

activation::activation_request request_of(const order_options& asked, const config& with, core::instant now) {
  activation::activation_request out;
  out.order_id = core::uuid::make(now);
  if (!asked.id.empty()) {
    auto id = core::uuid::parse(asked.id);
    if (!id) throw std::runtime_error{"--id must be a UUID"};
    out.order_id = *id;
  }
  if (!asked.customer.empty()) {
    out.customer = core::customer_id{std::stoll(asked.customer)};
  } else {
    store::new_customer who;
    who.given_name = asked.given_name;
    who.family_name = asked.family_name;
    who.language = asked.language;
    out.customer = who;
  }
  out.offering = asked.offering;
  if (!asked.msisdn.empty() && !(out.msisdn = with.business.plan.normalise(asked.msisdn))) throw std::runtime_error{fmt::format("`{}` is no number", asked.msisdn)};
  if (!asked.iccid.empty() && !(out.iccid = core::iccid::parse(asked.iccid))) throw std::runtime_error{"--iccid is no card number: 18 to 20 digits, the last a check digit"};
  out.login = asked.login;
  out.by = "command line";
  return out;
}

int activate(command_line& line, const order_options& asked) {
  auto with = line.configuration();
  installation here{with};
  core::system_clock clock;
  auto room = here.as("activation");
  auto order = room.transact([&](db::tx& t) { return activation::activate_subscriber(t, clock.now(), request_of(asked, with, clock.now())); }).value();
  std::optional<network> net;
  std::optional<activation::provisioner> worker;
  if (!here.runs_elsewhere()) {  // nobody else carries the errands
    net.emplace(with, std::nullopt);
    net->settle();
    worker.emplace(room, net->carrier(), provision_rules(with));
  }
  for (auto until = clock.now() + std::chrono::seconds{asked.wait_seconds}; !activation::is_finished(order.state) && order.state != activation::order_state::held && clock.now() < until;) {
    if (!worker || worker->run_due(clock.now()) == 0) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    order = room.read([&](db::tx& t) { return *activation::find_order(t, order.order_id); });
  }
  const char* state = boost::describe::enum_to_string(order.state, "");
  if (line.json)
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"orderId", order.order_id.text()}, {"state", state}, {"reason", order.reason},
                                                                  {"customerId", std::to_string(order.customer_id.value())},
                                                                  {"subscriberId", std::to_string(order.subscriber_id.value())}}));
  else
    fmt::print("order {}: {}{}{}, subscriber {}\n", order.order_id.text(), state, order.reason.empty() ? "" : ", ", order.reason, order.subscriber_id.value());
  return order.state == activation::order_state::completed ? 0 : 1;
}

}  // namespace

void add_order(CLI::App& root, command_line& line) {
  auto* orders = root.add_subcommand("order", "Orders of the sales point")->require_subcommand(1);
  auto* it = orders->add_subcommand("activate", "Sell a line and switch it on; waits until it is active or held");
  add_common_options(*it, line);
  auto options = std::make_shared<order_options>();
  it->add_option("--id", options->id, "the order's UUID: the same id asks for the same line");
  auto* customer = it->add_option("--customer", options->customer, "id of an existing customer")->check(CLI::Range(std::int64_t{1}, INT64_MAX));
  it->add_option("--given-name", options->given_name, "of a new customer")->excludes(customer);
  it->add_option("--family-name", options->family_name, "of a new customer")->excludes(customer);
  it->add_option("--language", options->language, "of a new customer: en, ru, pl");
  it->add_option("--offering", options->offering, "its code in the catalogue")->required();
  it->add_option("--msisdn", options->msisdn, "a number in stock; any free one else");
  it->add_option("--iccid", options->iccid, "a card in stock; any available one else");
  it->add_option("--login", options->login, "of a fixed line");
  it->add_option("--wait-seconds", options->wait_seconds, "how long to wait for the network");
  it->callback([&line, options] { line.chosen = [&line, options] { return activate(line, *options); }; });
}

}  // namespace app
