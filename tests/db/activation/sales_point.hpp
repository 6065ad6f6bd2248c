// A sales point over a fresh database: a catalogue, a small stock, a scripted network and a worker for its errands.
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>

#include "activation/activate_subscriber.hpp"
#include "activation/activation_sql.hpp"
#include "activation/change_service.hpp"
#include "activation/load_numbers.hpp"
#include "activation/load_sims.hpp"
#include "activation/mend_order.hpp"
#include "activation/provision.hpp"
#include "activation/refusals.hpp"
#include "catalog/load_catalog.hpp"
#include "core/log.hpp"
#include "store/customer.hpp"
#include "store/subscriber.hpp"
#include "store/timeline.hpp"
#include "tests/db/case.hpp"
#include "tests/scripted_network.hpp"

namespace tests {

using activation::order_state;

inline core::msisdn msisdn(int n) { return *core::msisdn::parse(std::to_string(79'160'000'000 + n)); }
inline core::imsi imsi(int n) { return *core::imsi::parse(std::to_string(250'990'000'000'000 + n)); }
inline core::iccid iccid(int n) { return *core::iccid::parse("8970199" + std::to_string(10'000'000'000 + n)); }
inline core::uuid order_id(int n) { return core::uuid::named("order of a test " + std::to_string(n)); }

// One database for all cases of this program, with its catalogue; a case finds it as empty as a new one. A copy of the
// template for each would take longer than all the selling.
inline database_case& market() {
  static database_case it{10};
  static const bool supplied = [] {
    for (auto sample : {"talk_freely", "all_in", "home_fibre"}) {
      std::ifstream in{std::string{ABONENT_SOURCE_DIR} + "/catalog/samples/" + sample + ".json"};
      std::string json{std::istreambuf_iterator<char>{in}, {}};
      it.as("catalog").transact([&](db::tx& t) { catalog::load_catalog(t, noon(), json).value(); });
    }
    return true;
  }();
  static_cast<void>(supplied);
  return it;
}

class sales_point {
 public:
  explicit sales_point(int stock = 5) : room{as("activation")} {
    core::log::set_level(core::log::level::error);
    // Without the walls and the keys between tables; rows of the past that may never be deleted among them.
    look("SET session_replication_role = replica;"
         "DELETE FROM activation.errand; DELETE FROM activation.service_order; DELETE FROM activation.number; DELETE FROM activation.sim;"
         "DELETE FROM store.timeline; DELETE FROM store.identifier; DELETE FROM store.product; DELETE FROM store.subscriber;"
         "DELETE FROM store.billing_account; DELETE FROM store.party; DELETE FROM store.customer;"
         "DELETE FROM db.outbox; DELETE FROM db.idempotency");
    load_stock(stock);
    config.worker = "desk";
  }

  static db::access as(std::string_view name) { return market().as(name); }
  static std::string look(const std::string& sql) { return market().look(sql); }

  void load_stock(int count) {
    if (count == 0) return;
    activation::load_number_range(room, noon(), msisdn(1), msisdn(count)).value();
    std::stringstream cards{"iccid,imsi,ki,opc\n"};
    cards.seekp(0, std::ios::end);
    for (int n = 1; n <= count; ++n)
      cards << iccid(n).digits() << ',' << imsi(n).digits() << ',' << std::string(32, 'a') << ',' << std::string(32, 'b') << '\n';
    activation::load_sims(room, network, noon(), cards).value();
  }

  static store::new_customer anna() {
    store::new_customer out;
    out.given_name = "Anna";
    out.family_name = "Kowalska";
    out.time_zone = "Europe/Warsaw";
    return out;
  }
  core::customer_id add_customer(const store::new_customer& who = anna()) {
    return as("activation").transact([&](db::tx& t) { return store::add_customer(t, noon(), who); }).value();
  }

  static activation::activation_request request(int n) {
    activation::activation_request out;
    out.order_id = order_id(n);
    out.customer = anna();
    out.offering = "talk_freely";
    out.msisdn = msisdn(n);
    out.iccid = iccid(n);
    out.by = "olga";
    return out;
  }
  core::result<activation::service_order> sell(const activation::activation_request& what, core::instant now = noon()) {
    return room.transact([&](db::tx& t) { return activation::activate_subscriber(t, now, what); });
  }
  core::result<activation::service_order> change(core::result<activation::service_order> (*verb)(db::tx&, core::instant,
                                                                                                 const activation::change_request&),
                                                 int n, core::subscriber_id line) {
    activation::change_request what{order_id(n), line, "customer_request", "olga", "shop"};
    return room.transact([&](db::tx& t) { return verb(t, noon(), what); });
  }
  core::result<activation::service_order> retry(int n, core::instant now = noon()) {
    return room.transact([&](db::tx& t) { return activation::retry_order(t, now, order_id(n)); });
  }
  core::result<activation::service_order> release(int n, core::instant now = noon()) {
    return room.transact([&](db::tx& t) { return activation::release_order(t, now, order_id(n)); });
  }

  // Carries errands until nothing is due at `now`.
  void work(core::instant now = noon()) {
    activation::provisioner worker{room, carrier, config};
    while (worker.run_due(now) > 0) {
    }
  }
  // The same, letting time pass for every back-off there may be.
  void work_patiently() {
    for (int minute = 0; minute <= 20; ++minute) work(noon() + std::chrono::minutes{minute});
  }

  activation::service_order order(int n) {
    return room.read([&](db::tx& t) { return activation::find_order(t, order_id(n)); }).value();
  }
  store::subscriber line(int n) {
    return room.read([&](db::tx& t) { return store::find_subscriber(t, order(n).subscriber_id); }).value();
  }
  std::string number_state(int n) { return look("SELECT state FROM activation.number WHERE msisdn = '" + std::string{msisdn(n).digits()} + "'"); }
  std::string sim_state(int n) { return look("SELECT state FROM activation.sim WHERE iccid = '" + std::string{iccid(n).digits()} + "'"); }
  int events_of(const std::string& topic, int n) {
    return std::stoi(look("SELECT count(*) FROM db.outbox WHERE topic = '" + topic + "' AND customer_id = " +
                          std::to_string(order(n).customer_id.value())));
  }
  int events(const std::string& topic) { return std::stoi(look("SELECT count(*) FROM db.outbox WHERE topic = '" + topic + "'")); }

  db::access room;
  scripted_network network;
  activation::network_carrier carrier{network};
  activation::provision_config config;
};

}  // namespace tests
