// Loading numbers and cards: what is new comes in, what is wrong is told, what was interrupted is loaded again.
#include <map>
#include <sstream>

#include "activation/gauges.hpp"
#include "core/metrics.hpp"
#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
using namespace activation;

namespace {

const core::numbering_plan russia{"7", "8", "810", {10}};

load_report load(sales_point& desk, const std::string& text) {
  std::stringstream in{text};
  return load_sims(desk.room, desk.network, noon(), in).value();
}

std::string card_line(int n, const std::string& ki = std::string(32, 'a')) {
  return std::string{iccid(n).digits()} + "," + std::string{imsi(n).digits()} + "," + ki + "," + std::string(32, 'b') + "\n";
}

const std::string header = "iccid,imsi,ki,opc\n";

}  // namespace

TEST_CASE("numbers come in as people write them, once, and what is none is told by its line") {
  sales_point desk{0};
  std::stringstream file{"# our first block\n+7 (916) 000-00-01\n8 916 000 00 02\r\n\n112\n79160000001\nhello\n"};
  auto report = load_numbers(desk.room, noon(), file, russia);
  CHECK(report.loaded == 2);
  CHECK(report.already_there == 1);
  REQUIRE(report.rejects.size() == 2);
  CHECK(report.rejects[0].line == 5);
  CHECK(report.rejects[0].reason == "not_a_number");
  CHECK(report.rejects[1].line == 7);
  CHECK(desk.number_state(1) == "free");
}

TEST_CASE("a range comes in whole, and again as nothing new") {
  sales_point desk{0};
  auto first = load_number_range(desk.room, noon(), msisdn(1), msisdn(5'000)).value();
  CHECK(first.loaded == 5'000);
  auto again = load_number_range(desk.room, noon(), msisdn(4'000), msisdn(5'500)).value();
  CHECK(again.loaded == 500);
  CHECK(again.already_there == 1'001);
}

TEST_CASE("a range that runs backwards, changes its length or is too long is refused") {
  sales_point desk{0};
  CHECK(load_number_range(desk.room, noon(), msisdn(2), msisdn(1)).error() == number_range_wrong);
  CHECK(load_number_range(desk.room, noon(), *core::msisdn::parse("9999999"), *core::msisdn::parse("10000001")).error() == number_range_wrong);
  CHECK(load_number_range(desk.room, noon(), msisdn(0), msisdn(1'000'000)).error() == number_range_wrong);
}

TEST_CASE("loading numbers never changes one that is sold") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  load_number_range(desk.room, noon(), msisdn(1), msisdn(5)).value();
  CHECK(desk.number_state(1) == "held");
}

TEST_CASE("a card's keys go to the network and nowhere else") {
  sales_point desk{0};
  std::string ki = "0123456789abcdef0123456789abcdef";
  CHECK(load(desk, header + card_line(1, ki)).loaded == 1);
  CHECK(desk.network.last_ki == ki);
  CHECK(desk.sim_state(1) == "available");
  CHECK_FALSE(desk.network.at(imsi(1)).on);
  // No table of any room holds the key.
  CHECK(desk.look("SELECT count(*) FROM activation.sim s WHERE s::text LIKE '%" + ki + "%'") == "0");
}

TEST_CASE("cards that are wrong or refused are told by their line, the others come in") {
  sales_point desk{0};
  desk.network.next({fault::none, fault::refuse});
  auto report = load(desk, header + card_line(1) + "8970,1,2,3\n" + card_line(2) + card_line(3) + card_line(3));
  CHECK(report.whole);
  CHECK(report.loaded == 2);
  CHECK(report.already_there == 1);  // twice in the file
  REQUIRE(report.rejects.size() == 2);
  CHECK(report.rejects[0].line == 3);
  CHECK(report.rejects[0].reason == "iccid_wrong");
  CHECK(report.rejects[1].line == 4);
  CHECK(report.rejects[1].reason == "not_in_this_network");
}

TEST_CASE("a load that stopped when the network went away is finished by loading the file again") {
  sales_point desk{0};
  auto file = header + card_line(1) + card_line(2) + card_line(3);
  desk.network.next({fault::none, fault::fail_before, /* the next load: */ fault::lose_answer});
  for (int stops = 0; stops < 2; ++stops) {
    auto report = load(desk, file);
    CHECK_FALSE(report.whole);
    CHECK(report.rejects.back().line == 3);
  }
  auto report = load(desk, file);
  CHECK(report.whole);
  CHECK(report.loaded == 2);
  CHECK(report.already_there == 1);
  CHECK(desk.look("SELECT count(*) FROM activation.sim") == "3");
}

TEST_CASE("a card in stock is not sent to the network again: its line may be in use by now") {
  sales_point desk;
  desk.sell(desk.request(1)).value();
  desk.work();
  desk.network.last_ki.clear();
  CHECK(load(desk, header + card_line(1)).already_there == 1);
  CHECK(desk.network.last_ki.empty());
  CHECK(desk.network.at(imsi(1)).on);
}

TEST_CASE("a card that comes back with another IMSI is not believed") {
  sales_point desk;
  auto line = std::string{iccid(1).digits()} + "," + std::string{imsi(77).digits()} + "," + std::string(32, 'a') + "," + std::string(32, 'b') + "\n";
  auto report = load(desk, header + line);
  REQUIRE(report.rejects.size() == 1);
  CHECK(report.rejects[0].reason == "pair_differs");
}

TEST_CASE("a file without its columns is refused, and nothing comes in") {
  sales_point desk{0};
  std::stringstream in{card_line(1)};
  CHECK(load_sims(desk.room, desk.network, noon(), in).error() == sim_file_without_columns);
  CHECK(desk.look("SELECT count(*) FROM activation.sim") == "0");
}

TEST_CASE("what is left in stock and what waits for a person is shown") {
  struct wall final : core::metrics {
    std::map<std::string, double, std::less<>> shown;
    void add(std::string_view, std::string_view, const core::labels&, double) override {}
    void set(std::string_view name, std::string_view, const core::labels&, double to) override { shown[std::string{name}] = to; }
    void observe(std::string_view, std::string_view, const core::labels&, double) override {}
    void forget(std::string_view) override {}
  } at;
  sales_point desk{3};
  desk.sell(desk.request(1)).value();
  desk.network.next({fault::refuse});
  desk.work();
  desk.sell(desk.request(2)).value();
  core::set_metrics(&at);
  desk.room.read([](db::tx& t) { show_gauges(t); });
  core::set_metrics(nullptr);
  CHECK(at.shown["abonent_activation_held_orders"] == 1);
  CHECK(at.shown["abonent_activation_open_orders"] == 2);
  CHECK(at.shown["abonent_activation_free_numbers"] == 1);
  CHECK(at.shown["abonent_activation_available_sims"] == 1);
}

TEST_CASE("the schema itself refuses stock that contradicts itself") {
  sales_point desk;
  CHECK_THROWS(desk.look("UPDATE activation.number SET state = 'assigned' WHERE state = 'free'"));
  CHECK_THROWS(desk.look("UPDATE activation.number SET customer_id = 1 WHERE state = 'free'"));
  CHECK_THROWS(desk.look("UPDATE activation.number SET state = 'held', customer_id = 1"));
  CHECK_THROWS(desk.look("UPDATE activation.number SET state = 'quarantine', customer_id = 1"));
  CHECK_THROWS(desk.look("UPDATE activation.sim SET state = 'lost'"));
  CHECK_THROWS(desk.look("INSERT INTO activation.sim (iccid, imsi, since) VALUES ('89701990000000000999', '" + std::string{imsi(1).digits()} + "', now())"));
}
