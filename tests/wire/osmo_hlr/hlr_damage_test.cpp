// A wish whose answer is lost, broken or late: the network ends as asked, once, or the caller is told that nobody knows.
#include <signal.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include "adapters/osmo_hlr/hlr_network.hpp"
#include "tests/catch.hpp"
#include "tests/cutting_wire.hpp"
#include "tests/fake_sgsn.hpp"
#include "tests/wire/osmo_hlr/hlr_cards.hpp"

using namespace tests;
using activation::network_outcome;

namespace {

// The four wishes of a life, and what the line must look like after each.
struct wish {
  const char* name;
  std::function<activation::network_answer(osmo_hlr::hlr_network&, int)> ask;
  std::function<bool(const activation::network_line&, int)> fulfilled;
};

const wish life[] = {
    {"load", [](auto& it, int n) { return it.load_card(card(n), keys()); },
     [](const auto& line, int) { return line.all_off() && line.msisdn.empty(); }},
    {"number", [](auto& it, int n) { return it.give_number(card(n), number(n)); },
     [](const auto& line, int n) { return line.msisdn == number(n).digits(); }},
    {"on", [](auto& it, int n) { return it.switch_on(card(n)); }, [](const auto& line, int) { return line.all_on(); }},
    {"off", [](auto& it, int n) { return it.switch_off(card(n)); }, [](const auto& line, int) { return line.all_off(); }},
    {"take", [](auto& it, int n) { return it.take_number(card(n), number(n)); },
     [](const auto& line, int) { return line.msisdn.empty(); }},
};

// Damages the answer to each request of each wish in turn, on one of the two wires.
void live_with(damage what, cutting_wire& damaged, osmo_hlr::hlr_network& over_wire, osmo_hlr::hlr_network& straight) {
  int n = 0;
  for (int nth = 1; nth <= 8; ++nth) {
    ++n;
    for (const auto& each : life) {
      INFO(each.name << ", damage to request " << nth);
      damaged.damage_answer(what, nth);
      auto answer = each.ask(over_wire, n);
      CHECK(answer.outcome == network_outcome::done);
      auto line = straight.read_line(card(n));
      REQUIRE(line);
      CHECK(each.fulfilled(*line, n));
    }
  }
}

}  // namespace

TEST_CASE("whichever answer is lost, cut or garbled, the wish is settled by asking the network") {
  auto what = GENERATE(damage::cut, damage::swallow, damage::garbage, damage::dribble);
  bool terminal = GENERATE(false, true);
  osmo_hlr_server hlr;
  cutting_wire ctrl{hlr.ip(), 4259}, vty{hlr.ip(), 4258};
  osmo_hlr::hlr_network over_wire{{{hlr.ip(), ctrl.port(), vty.port()},
                                   {std::chrono::milliseconds{300}, std::chrono::milliseconds{what == damage::dribble ? 2'000 : 60}},
                                   3,
                                   std::chrono::milliseconds{1}}};
  osmo_hlr::hlr_network straight{to(hlr)};
  live_with(what, terminal ? vty : ctrl, over_wire, straight);
}

TEST_CASE("when every answer is lost, nobody claims to know") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network straight{to(hlr)};
  REQUIRE(is_done(straight.load_card(card(1), keys())));
  cutting_wire vty{hlr.ip(), 4258};
  osmo_hlr::hlr_network over_wire{{{hlr.ip(), 4259, vty.port()}, {std::chrono::milliseconds{300}, std::chrono::milliseconds{60}}, 1, {}}};
  vty.damage_answer(damage::cut, 2);  // the first is the answer to `enable`
  auto answer = over_wire.switch_on(card(1));
  CHECK(answer.outcome == network_outcome::unknown);
  CHECK(straight.read_line(card(1))->all_on());  // it had happened
  CHECK(is_done(over_wire.switch_on(card(1))));  // and asking again finds that out
}

TEST_CASE("a write that osmo-hlr could not keep is noticed, though it says nothing") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(hlr.database().c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(network.switch_on(card(1)).outcome == network_outcome::try_later);
  CHECK(network.give_number(card(1), number(1)).outcome == network_outcome::try_later);
  CHECK(network.load_card(card(2), keys()).outcome == network_outcome::try_later);
  REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  CHECK(is_done(network.switch_on(card(1))));
}

TEST_CASE("a bar whose answer was lost still reaches the SGSN") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network straight{to(hlr)};
  REQUIRE(is_done(straight.load_card(card(1), keys())));
  REQUIRE(is_done(straight.switch_on(card(1))));
  fake_sgsn sgsn{hlr.ip()};
  REQUIRE(sgsn.update_location(card(1).digits()));
  cutting_wire vty{hlr.ip(), 4258};
  osmo_hlr::hlr_network over_wire{{{hlr.ip(), 4259, vty.port()}, {std::chrono::milliseconds{300}, std::chrono::milliseconds{100}}, 3, {}}};
  vty.damage_answer(damage::swallow, 2);
  sgsn.forget();
  CHECK(is_done(over_wire.switch_off(card(1))));
  CHECK(vty.damaged());
  CHECK(sgsn.heard(gsup::delete_data, card(1).digits()));
  CHECK_FALSE(sgsn.update_location(card(1).digits()));
}

TEST_CASE("osmo-hlr is killed again and again while cards are loaded: each is there once, with its service off") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 chance{seed};
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  constexpr int cards = 400;
  std::atomic<bool> over{false};
  std::atomic<int> settled{0};
  std::thread vendor{[&] {
    for (int n = 0; n < cards && !over; ++n) {
      while (!over && !is_done(network.load_card(card(n), keys()))) {
      }
      ++settled;
    }
  }};
  for (int kill = 0; kill < 8; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds{chance() % 60});
    hlr.kill_now();
    hlr.start();
  }
  for (int waits = 0; settled < cards && waits < 2'000; ++waits) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  over = true;
  vendor.join();
  REQUIRE(settled == cards);
  for (int n = 0; n < cards; ++n) {
    auto line = network.read_line(card(n));
    REQUIRE(line);
    CHECK(line->all_off());
    CHECK(line->msisdn.empty());
  }
}

TEST_CASE("an HLR started by a program that waits for signals hears ours to stop", "[osmo_hlr]") {
  sigset_t waited, before;
  sigemptyset(&waited);
  sigaddset(&waited, SIGTERM);
  REQUIRE(pthread_sigmask(SIG_BLOCK, &waited, &before) == 0);
  osmo_hlr_server hlr;
  std::atomic<bool> stopped{false};
  // Without this the test would wait as long as the HLR is deaf.
  std::thread patience{[&] {
    for (int waits = 0; waits < 500 && !stopped; ++waits) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    if (!stopped) std::quick_exit(70);
  }};
  hlr.stop();
  stopped = true;
  patience.join();
  CHECK(pthread_sigmask(SIG_SETMASK, &before, nullptr) == 0);
}
