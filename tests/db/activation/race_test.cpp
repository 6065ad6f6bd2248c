// Many clerks over few numbers and cards: nothing is sold twice.
#include <atomic>
#include <random>
#include <thread>

#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

namespace {

// Every number and card of the sold orders, each at most once; what is sold is what stock and store say.
void expect_no_double_booking(sales_point& desk, int sold) {
  CHECK(desk.look("SELECT count(*) FROM activation.service_order") == std::to_string(sold));
  CHECK(desk.look("SELECT count(DISTINCT msisdn) FROM activation.service_order") == std::to_string(sold));
  CHECK(desk.look("SELECT count(DISTINCT iccid) FROM activation.service_order") == std::to_string(sold));
  CHECK(desk.look("SELECT count(*) FROM activation.number n JOIN activation.service_order o USING (msisdn) "
                  "WHERE n.order_id = o.order_id AND n.subscriber_id = o.subscriber_id") == std::to_string(sold));
  CHECK(desk.look("SELECT count(*) FROM activation.number WHERE state = 'held'") == std::to_string(sold));
  CHECK(desk.look("SELECT count(*) FROM activation.sim WHERE state = 'held'") == std::to_string(sold));
  CHECK(desk.look("SELECT count(*) FROM store.subscriber") == std::to_string(sold));
}

template <class Clerk>
void open_doors(int clerks, Clerk clerk) {
  std::vector<std::thread> all;
  for (int c = 0; c < clerks; ++c) all.emplace_back([=] { clerk(c); });
  for (auto& each : all) each.join();
}

}  // namespace

TEST_CASE("a thousand sales of forty numbers and cards at four counters: forty lines, each its own") {
  constexpr int stock = 40, counters = 4, sales = 250;
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  sales_point desk{stock};
  std::atomic<int> sold{0}, refused{0};
  open_doors(counters, [&](int counter) {
    std::mt19937 chance{seed + static_cast<unsigned>(counter)};
    for (int i = 0; i < sales; ++i) {
      auto request = desk.request(counter * sales + i);
      request.msisdn = msisdn(static_cast<int>(1 + chance() % stock));
      request.iccid = iccid(static_cast<int>(1 + chance() % stock));
      if (chance() % 4 == 0) request.msisdn.reset();
      if (chance() % 4 == 0) request.iccid.reset();
      auto answer = desk.sell(request);
      if (answer) {
        ++sold;
        continue;
      }
      ++refused;
      auto why = answer.error();
      bool expected = why == number_taken || why == sim_taken || why == no_number_left || why == no_sim_left;
      if (!expected) std::terminate();
    }
  });
  CHECK(sold + refused == counters * sales);
  CHECK(sold == stock);
  expect_no_double_booking(desk, stock);
  desk.work();
  CHECK(desk.events("subscriber_activated") == stock);
  for (const auto& [card, line] : desk.network.all()) CHECK(line.switched_on == 1);
}

TEST_CASE("the same order at four counters at once is one line for one new customer") {
  sales_point desk{20};
  for (int n = 1; n <= 10; ++n) {
    auto request = desk.request(n);
    request.msisdn.reset();
    request.iccid.reset();
    open_doors(4, [&](int) { desk.sell(request).value(); });
  }
  expect_no_double_booking(desk, 10);
  CHECK(desk.look("SELECT count(*) FROM store.customer") == "10");
}

TEST_CASE("clerks sell, give up and workers carry at the same time: each line ends active or given back") {
  constexpr int orders = 60;
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  sales_point desk{orders};
  std::atomic<bool> closing{false};
  std::vector<std::thread> workers;
  for (int w = 0; w < 2; ++w) {
    workers.emplace_back([&, w] {
      auto config = desk.config;
      config.worker = "worker " + std::to_string(w);
      provisioner worker{desk.room, desk.carrier, config};
      while (!closing || worker.run_due(noon()) > 0) {
        if (worker.run_due(noon()) == 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
      }
    });
  }
  open_doors(4, [&](int clerk) {
    std::mt19937 chance{seed + static_cast<unsigned>(clerk)};
    for (int n = clerk + 1; n <= orders; n += 4) {
      desk.sell(desk.request(n)).value();
      if (chance() % 2) std::this_thread::sleep_for(std::chrono::milliseconds{chance() % 5});
      if (chance() % 3 == 0) desk.release(n);
    }
  });
  closing = true;
  for (auto& each : workers) each.join();
  desk.work();
  for (int n = 1; n <= orders; ++n) {
    INFO("order " << n);
    auto state = desk.order(n).state;
    bool active = state == order_state::completed;
    CHECK((active || state == order_state::cancelled));
    CHECK(desk.number_state(n) == (active ? "assigned" : "free"));
    CHECK(desk.sim_state(n) == (active ? "assigned" : "available"));
    CHECK(desk.network.at(imsi(n)).on == active);
    CHECK(desk.network.at(imsi(n)).msisdn.empty() == !active);
    CHECK(desk.line(n).state == (active ? store::subscriber_state::active : store::subscriber_state::terminated));
  }
}
