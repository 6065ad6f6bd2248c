// `abonent check`: a self-test of a running installation. Sells a scratch line, sends a record over the bus, reads its
// charge back, and ends the line again. Scratch lines are in no figure.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <thread>

#include "activation/activate_subscriber.hpp"
#include "activation/change_service.hpp"
#include "activation/order.hpp"
#include "app/app_sql.hpp"
#include "app/bus_door.hpp"
#include "app/command.hpp"
#include "app/endpoints.hpp"
#include "app/installation.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_wire.hpp"
#include "catalog/find.hpp"
#include "store/operator_settings.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

// What was tried and how it went, one line a step; the first failure ends the check.
class report {
 public:
  explicit report(bool json) : json_{json} {}
  void step(std::string_view what, std::chrono::milliseconds took) {
    steps_.push_back(boost::json::object{{"step", what}, {"ok", true}, {"ms", took.count()}});
    if (!json_) fmt::print("ok    {:<58} {:>6} ms\n", what, took.count());
  }
  int failed(std::string_view what, std::string_view why) {
    steps_.push_back(boost::json::object{{"step", what}, {"ok", false}, {"why", why}});
    if (!json_) fmt::print("FAIL  {}: {}\n", what, why);
    return finish(1);
  }
  int finish(int code) {
    if (json_) fmt::print("{}\n", boost::json::serialize(boost::json::object{{"ok", code == 0}, {"steps", steps_}}));
    return code;
  }

 private:
  bool json_;
  boost::json::array steps_;
};

class self_test {
 public:
  self_test(installation& here, endpoints at, const config& with, bool json) : here_{here}, at_{std::move(at)}, with_{with}, report_{json} {}

  int run(std::string offering) {
    auto now = clock_.now();
    if (offering.empty()) offering = any_mobile_offering(now);
    if (offering.empty()) return report_.failed("find an offering", "the catalogue has no mobile offering on sale; abonent catalog load");
    auto sold = sell(offering, now);
    if (sold.state != activation::order_state::completed) {
      return report_.failed("activate a scratch line", fmt::format("the order is {} {}", boost::describe::enum_to_string(sold.state, ""), sold.reason));
    }
    note("activate a scratch line in the network", now);
    int code = use(sold);
    return end(sold, code);
  }

 private:
  std::string any_mobile_offering(core::instant now) {
    for (const auto& each : here_.as("catalog").read([&](db::tx& t) { return catalog::offerings_at(t, now); }))
      if (each.what.kind == catalog::offering_kind::mobile) return each.what.code;
    return {};
  }

  activation::service_order sell(const std::string& offering, core::instant now) {
    activation::activation_request request;
    request.order_id = core::uuid::make(now);
    store::new_customer who;
    who.family_name = "Self-test";
    request.customer = who;
    request.offering = offering;
    request.scratch = true;
    request.by = "abonent check";
    auto order = here_.as("activation").transact([&](db::tx& t) { return activation::activate_subscriber(t, now, request); }).value();
    return await(order.order_id);
  }

  activation::service_order await(const core::uuid& id) {
    for (auto until = clock_.now() + patience;;) {
      auto order = here_.as("activation").read([&](db::tx& t) { return *activation::find_order(t, id); });
      if (activation::is_finished(order.state) || order.state == activation::order_state::held || clock_.now() > until) return order;
      std::this_thread::sleep_for(50ms);
    }
  }

  // One message to itself, over the usage endpoint; its charge must stand in the ledger after the ack.
  int use(const activation::service_order& line) {
    auto now = clock_.now();
    bus::context context;
    bus::usage_client to{context, {{at_.usage, at_.bus_public_key, operator_keys(with_.data_dir)}, "self-test"}};
    auto number = std::string{line.msisdn->digits()}, key = line.order_id.text();
    bus::usage_record record;
    record.record_key = key;
    record.service = bus::usage_service::sms;
    record.subscriber = number;
    record.subscriber_kind = bus::usage_subscriber_kind::msisdn;
    record.other_party = number;
    record.start = now;
    record.quantity = 1;
    record.direction = bus::usage_direction::originated;
    auto epoch = static_cast<std::uint64_t>(now.micros());
    auto ack = to.send(epoch, 1, bus::write_usage_batch("self-test", epoch, 1, {&record, 1}), patience);
    if (!ack) return report_.failed("send a usage record", to.key_refused() ? "the bus turned this machine's operator key away" : "no ack came in time");
    if (!ack->answer.refusal.empty()) return report_.failed("send a usage record", ack->answer.refusal + " " + ack->answer.detail);
    if (ack->answer.rated != 1) return report_.failed("rate the record", "it went to suspense; see GET /api/v1/suspense");
    note("send a record over the bus, rated and acked", now);
    now = clock_.now();
    auto found = here_.as("care").read([&](db::tx& t) { return t.get<std::int64_t>(sql::charges_of, line.customer_id); });
    if (found != 1) return report_.failed("read the charge", fmt::format("{} charges are there where one must be", found));
    note("read its charge", now);
    return 0;
  }

  int end(const activation::service_order& line, int code) {
    auto now = clock_.now();
    activation::change_request what{core::uuid::make(now), line.subscriber_id, "check", "abonent check", "system"};
    auto order = here_.as("activation").transact([&](db::tx& t) { return activation::terminate_subscriber(t, now, what); });
    if (!order) return report_.failed("end the scratch line", order.error().sentence());
    if (auto it = await(order->order_id); it.state != activation::order_state::completed) return report_.failed("end the scratch line", it.reason);
    note("end the scratch line and take its number back", now);
    return code == 0 ? report_.finish(0) : code;
  }

  void note(std::string_view what, core::instant since) { report_.step(what, std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - since)); }

  installation& here_;
  endpoints at_;
  const config& with_;
  report report_;
  core::system_clock clock_;
};

int check(command_line& line, const std::string& offering) {
  auto with = line.configuration();
  auto at = read_endpoints(with.data_dir);
  if (!at) throw std::runtime_error{fmt::format("no operator runs with the data directory {}; start `abonent run` there first", with.data_dir.string())};
  installation here{with};
  store::set_operator({with.business.time_zone, installation_secret(with.data_dir)});
  return self_test{here, *at, with, line.json}.run(offering);
}

}  // namespace

void add_check(CLI::App& root, command_line& line) {
  auto* it = root.add_subcommand("check", "Self-test of a running installation: a scratch line is sold, used, charged and ended. Uses up one card; the number rests");
  add_common_options(*it, line);
  auto offering = std::make_shared<std::string>();
  it->add_option("--offering", *offering, "a mobile offering's code (default: the first on sale)");
  it->callback([&line, offering] { line.chosen = [&line, offering] { return check(line, *offering); }; });
}

}  // namespace app
