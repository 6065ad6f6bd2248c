// What a sales point wishes for, asked of a real osmo-hlr; and whether the network was told, asked of a fake SGSN.
#include "adapters/osmo_hlr/hlr_network.hpp"

#include <thread>

#include "tests/catch.hpp"
#include "tests/fake_sgsn.hpp"
#include "tests/wire/osmo_hlr/hlr_cards.hpp"

using namespace tests;
using activation::network_outcome;

TEST_CASE("a card is loaded with its service off, switched on with a number, and given back") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  CHECK_FALSE(network.read_line(card(1)));

  REQUIRE(is_done(network.load_card(card(1), keys())));
  auto line = network.read_line(card(1));
  REQUIRE(line);
  CHECK(line->all_off());
  CHECK(line->msisdn.empty());
  CHECK_FALSE(line->seen);

  REQUIRE(is_done(network.give_number(card(1), number(1))));
  REQUIRE(is_done(network.switch_on(card(1))));
  line = network.read_line(card(1));
  CHECK(line->all_on());
  CHECK(line->msisdn == number(1).digits());

  REQUIRE(is_done(network.switch_off(card(1))));
  REQUIRE(is_done(network.take_number(card(1), number(1))));
  line = network.read_line(card(1));
  REQUIRE(line);  // the card and its keys are still there
  CHECK(line->all_off());
  CHECK(line->msisdn.empty());
}

TEST_CASE("asking twice is asking once") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  for (int twice = 0; twice < 2; ++twice) CHECK(is_done(network.load_card(card(1), keys())));
  for (int twice = 0; twice < 2; ++twice) CHECK(is_done(network.give_number(card(1), number(1))));
  for (int twice = 0; twice < 2; ++twice) CHECK(is_done(network.switch_on(card(1))));
  CHECK(network.read_line(card(1))->all_on());
  for (int twice = 0; twice < 2; ++twice) CHECK(is_done(network.switch_off(card(1))));
  for (int twice = 0; twice < 2; ++twice) CHECK(is_done(network.take_number(card(1), number(1))));
  CHECK(network.read_line(card(1))->all_off());
}

TEST_CASE("a card that carries a line keeps its keys") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.give_number(card(1), number(1))));
  CHECK(is_refused(network.load_card(card(1), keys('b')), "card_in_use"));
}

TEST_CASE("a card the network has served keeps its keys, also without a number") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.switch_on(card(1))));
  fake_sgsn sgsn{hlr.ip()};
  REQUIRE(sgsn.update_location(card(1).digits()));
  CHECK(is_refused(network.load_card(card(1), keys('b')), "card_in_use"));
}

TEST_CASE("a number on another card is refused, and both cards stay as they were") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.load_card(card(2), keys())));
  REQUIRE(is_done(network.give_number(card(1), number(1))));
  CHECK(is_refused(network.give_number(card(2), number(1)), "number_on_another_card"));
  CHECK(network.read_line(card(1))->msisdn == number(1).digits());
  CHECK(network.read_line(card(2))->msisdn.empty());
}

TEST_CASE("only the number that was given is taken: a later one stays") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.give_number(card(1), number(2))));
  CHECK(is_done(network.take_number(card(1), number(1))));
  CHECK(network.read_line(card(1))->msisdn == number(2).digits());
}

TEST_CASE("a card nobody loaded is refused whatever is asked of it") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  CHECK(is_refused(network.switch_on(card(9)), "card_unknown"));
  CHECK(is_refused(network.switch_off(card(9)), "card_unknown"));
  CHECK(is_refused(network.give_number(card(9), number(9)), "card_unknown"));
  CHECK(is_refused(network.take_number(card(9), number(9)), "card_unknown"));
}

TEST_CASE("a line that is barred is really cut off: the SGSN that serves it is told") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  fake_sgsn sgsn{hlr.ip()};
  CHECK_FALSE(sgsn.update_location(card(1).digits()));  // in stock: no service
  REQUIRE(is_done(network.give_number(card(1), number(1))));
  REQUIRE(is_done(network.switch_on(card(1))));
  REQUIRE(sgsn.update_location(card(1).digits()));
  CHECK(network.read_line(card(1))->seen);
  sgsn.forget();

  REQUIRE(is_done(network.switch_off(card(1))));
  CHECK(sgsn.heard(gsup::delete_data, card(1).digits()));
  CHECK_FALSE(sgsn.update_location(card(1).digits()));
}

TEST_CASE("a new number reaches the SGSN that serves the line") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.give_number(card(1), number(1))));
  REQUIRE(is_done(network.switch_on(card(1))));
  fake_sgsn sgsn{hlr.ip()};
  REQUIRE(sgsn.update_location(card(1).digits()));
  sgsn.forget();
  REQUIRE(is_done(network.give_number(card(1), number(2))));
  REQUIRE(sgsn.heard(gsup::insert_data, card(1).digits()));
  CHECK(sgsn.all().back().msisdn == number(2).digits());
}

TEST_CASE("a line that reads as off but whose SGSN was never told is cut off all the same") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  REQUIRE(is_done(network.switch_on(card(1))));
  fake_sgsn sgsn{hlr.ip()};
  REQUIRE(sgsn.update_location(card(1).digits()));
  sgsn.forget();
  osmo_hlr::ctrl_client other{{hlr.ip(), 4259, 4258}, {}};  // somebody's script bars over CTRL
  const auto subscriber = "subscriber.by-imsi-" + std::string{card(1).digits()};
  REQUIRE(other.ask(osmo_hlr::ctrl_request::set(subscriber + ".ps-enabled", "0")).is_value());
  REQUIRE(other.ask(osmo_hlr::ctrl_request::set(subscriber + ".cs-enabled", "0")).is_value());
  CHECK_FALSE(sgsn.heard(gsup::delete_data, card(1).digits(), std::chrono::milliseconds{200}));  // the trap

  REQUIRE(is_done(network.switch_off(card(1))));
  CHECK(sgsn.heard(gsup::delete_data, card(1).digits()));
  CHECK(network.read_line(card(1))->all_off());
}

TEST_CASE("an HLR that is not there is tried later, and a question about a line says so") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  REQUIRE(is_done(network.load_card(card(1), keys())));
  hlr.stop();
  CHECK(network.switch_on(card(1)).outcome == network_outcome::try_later);
  CHECK(network.load_card(card(2), keys()).outcome == network_outcome::try_later);
  CHECK_THROWS_AS(network.read_line(card(1)), activation::network_unavailable);
  hlr.start();
  CHECK(is_done(network.switch_on(card(1))));
}

TEST_CASE("several threads may ask at once") {
  osmo_hlr_server hlr;
  osmo_hlr::hlr_network network{to(hlr)};
  std::vector<std::thread> clerks;
  std::atomic<int> done{0};
  for (int t = 0; t < 4; ++t) {
    clerks.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        int n = t * 100 + i;
        if (is_done(network.load_card(card(n), keys())) && is_done(network.give_number(card(n), number(n))) &&
            is_done(network.switch_on(card(n))))
          ++done;
      }
    });
  }
  for (auto& each : clerks) each.join();
  CHECK(done == 100);
}
