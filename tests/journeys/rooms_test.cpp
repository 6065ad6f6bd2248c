// One installation, two programs: billing runs by itself and dies, and the desk goes on. What was said while it was away is
// heard when it is back.
#include <fmt/format.h>

#include <fstream>

#include "core/instant.hpp"
#include "tests/catch.hpp"
#include "tests/journeys/town.hpp"
#include "tests/osmo_hlr_server.hpp"

namespace {

std::string balance_on_card(tests::http_client& desk, const std::string& subscriber) {
  return tests::text_at(tests::parsed(desk.get("/api/v1/subscribers/" + subscriber + "/card")), "/balance/value");
}

// Messages of these lines, ten each, and how to read the file.
void write_usage(const std::filesystem::path& dir, const std::vector<std::string>& numbers) {
  std::ofstream file{dir / "msc.csv"};
  file << "key,from,to,at,count\n";
  for (const auto& each : numbers)
    for (int i = 0; i < 10; ++i) file << fmt::format("sms-{}-{},{},84951234567,{},1\n", each, i, each, core::system_clock{}.now().text());
  tests::write_message_mapping(dir);
}

}  // namespace

TEST_CASE("billing in a program of its own dies and comes back while the desk goes on selling", "[journey]") {
  tests::osmo_hlr_server hlr;
  tests::program desk_program{fmt::format("[activation]\nnetwork = \"osmo_hlr\"\nhlr_address = \"{}\"\n", hlr.ip())};
  desk_program.start({"--no-demo", "--rooms", "activation,care,analytics"});
  tests::program billing_program{desk_program};
  billing_program.start({"--no-demo", "--rooms", "billing"});
  tests::supply(desk_program, 10);
  auto desk = tests::signed_in_client(desk_program);
  auto sold = [&](int number) { return tests::text_at(tests::sell(desk, number, "talk_freely", "Line", fmt::format("Number{}", number)), "/subscriberId"); };

  auto first = sold(1);
  billing_program.kill_now();
  auto second = sold(2);  // nobody bills at this moment, and the line works
  billing_program.start({"--no-demo", "--rooms", "billing"});

  tests::http_client till{billing_program.http_port()};
  CHECK(till.sign_in("vera", "a long enough secret").status == 200);
  for (const auto& each : {first, second}) {
    auto answer = till.post("/api/v1/subscribers/" + each + "/top-ups", R"({"amount":{"value":"5.00","unit":"EUR"},"channel":"shop"})", {{"Idempotency-Key", "cash-" + each}});
    INFO(answer.body);
    CHECK(answer.status == 201);
  }
  write_usage(desk_program.dir(), {tests::stock::msisdn(1), tests::stock::msisdn(2)});
  auto loaded = desk_program.command({"usage", "load", "--format", "csv", "--mapping", desk_program.dir() / "msc.toml", "--source", "msc-1", "--json", desk_program.dir() / "msc.csv"});
  INFO(loaded.err << loaded.out);
  REQUIRE(loaded.exit_code == 0);
  CHECK(tests::text_at(boost::json::parse(loaded.out), "/0/rated") == "20");
  CHECK(balance_on_card(desk, first) == "4.80");
  CHECK(balance_on_card(desk, second) == "4.80");

  // Each door has its own rooms' routes, and the store's.
  CHECK(desk.get("/api/v1/usage/1/explanation").status == 404);
  CHECK(till.post("/api/v1/orders", "{}", {{"Idempotency-Key", "no"}}).status == 404);
  CHECK(till.post("/api/v1/search", R"({"query":"0000002"})").status == 200);
}

TEST_CASE("a room that runs already is not started a second time on the same installation", "[journey]") {
  tests::program first;
  first.start({"--no-demo", "--rooms", "billing,care"});
  tests::program second{first};
  second.launch({"--no-demo", "--rooms", "activation,billing"});
  CHECK_THROWS_WITH(second.await_ready(), Catch::Contains("already runs the room billing on") && Catch::Contains("--data-dir"));
  second.launch({"--no-demo"});
  CHECK_THROWS_WITH(second.await_ready(), Catch::Contains("already runs the room"));
  auto misspelt = first.command({"run", "--rooms", "biling"});
  CHECK(misspelt.exit_code == 2);
  CHECK_THAT(misspelt.err + misspelt.out, Catch::Contains("biling") && Catch::Contains("billing"));
  second.start({"--no-demo", "--rooms", "activation"});
  first.kill_now();  // what it had is free again
  second.kill_now();
  second.start({"--no-demo"});
}
