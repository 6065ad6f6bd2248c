// The main job, end to end on real neighbours: sell a line, switch it on in a real osmo-hlr, take its usage over
// ZeroMQ, charge it, show it to a care agent, and show ARPU in a real Prometheus.
#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "tests/catch.hpp"
#include "tests/journeys/town.hpp"
#include "tests/osmo_hlr_server.hpp"
#include "tests/prometheus_server.hpp"

namespace {

// Asks the HLR by its own interface, past everything of ours but the framing.
std::string hlr_says(const std::string& ip, const std::string& variable) {
  osmo_hlr::ctrl_client client{{ip}, {}};
  return client.ask(osmo_hlr::ctrl_request::get(variable)).text;
}

// `call` rows of our own CSV layout, answered at the given times.
void write_usage(const std::filesystem::path& file, int count, const std::string& from, const std::string& to) {
  std::ofstream out{file};
  out << "record_key,service,subscriber,other_party,start,quantity\n";
  for (int i = 0; i < count; ++i) out << fmt::format("call-{},voice,{},{},2026-{:02}-{:02}T10:00:{:02}Z,60\n", i, from, to, 11, 1 + i / 60, i % 60);
}

std::string await(const std::function<std::string()>& ask, const std::string& wanted) {
  std::string last;
  for (int i = 0; i < 300; ++i) {
    last = ask();
    if (last == wanted) return last;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  return last;
}

}  // namespace

TEST_CASE("a line is sold, switched on, used, charged, shown and counted", "[journey]") {
  tests::osmo_hlr_server hlr;
  tests::program operator_program{fmt::format("[activation]\nnetwork = \"osmo_hlr\"\nhlr_address = \"{}\"\n[metrics]\nrefresh_seconds = 1\n", hlr.ip())};
  operator_program.start({"--no-demo"});
  tests::supply(operator_program, 20);
  auto desk = tests::signed_in_client(operator_program);

  // Sold and switched on: the HLR itself says so.
  auto number = tests::stock::msisdn(3);
  CHECK(hlr_says(hlr.ip(), "subscriber.by-msisdn-" + number + ".info") == "No such subscriber.");
  auto order = tests::sell(desk, 3, "talk_freely", "Анна", "Ковальская");
  CHECK(tests::text_at(order, "/state") == "completed");
  auto info = hlr_says(hlr.ip(), "subscriber.by-msisdn-" + number + ".info");
  CHECK_THAT(info, Catch::Contains(tests::stock::imsi(3)) && Catch::Contains("nam_cs\t1") && Catch::Contains("nam_ps\t1"));

  // Found at once, by the number written the way a person writes it and by the name in the other script.
  for (auto typed : {"8 (900) 000-00-03", "0000003", "kovalskaya"}) {
    INFO(typed);
    auto found = tests::parsed(desk.post("/api/v1/search", fmt::format(R"({{"query":"{}"}})", typed)));
    CHECK(tests::text_at(found, "/results/0/name") == "Анна Ковальская");
  }
  auto subscriber = tests::text_at(order, "/subscriberId");

  // A top-up over HTTP, twice with one key: once.
  for (int i = 0; i < 2; ++i) {
    auto answer = desk.post("/api/v1/subscribers/" + subscriber + "/top-ups", R"({"amount":{"value":"20.00","unit":"EUR"},"channel":"shop"})", {{"Idempotency-Key", "first-money"}});
    CHECK(answer.status == 201);
    CHECK(tests::text_at(tests::parsed(answer), "/balance/value") == "20.00");
  }
  CHECK(desk.post("/api/v1/subscribers/" + subscriber + "/top-ups", R"({"amount":{"value":"99.00","unit":"EUR"},"channel":"shop"})", {{"Idempotency-Key", "first-money"}}).status == 409);
}
