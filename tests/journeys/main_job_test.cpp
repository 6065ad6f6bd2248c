// The main job, end to end on real neighbours: sell a line, switch it on in a real osmo-hlr, take its usage over
// ZeroMQ, charge it, show it to a care agent, and show ARPU in a real Prometheus.
#include <fmt/format.h>

#include <fstream>

#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "core/instant.hpp"
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

// A file of messages sent just now by one number, with a broken row and a stranger's among them; and how to read it.
void write_usage(const std::filesystem::path& dir, int messages, const std::string& from) {
  std::ofstream file{dir / "msc.csv"};
  auto now = core::system_clock{}.now().text();
  file << "key,from,to,at,count\n";
  for (int i = 0; i < messages; ++i) file << fmt::format("sms-{},{},84951234567,{},1\n", i, from, now);
  file << fmt::format("sms-broken,{},84951234567,{},many\n", from, now) << fmt::format("sms-stranger,79990000000,84951234567,{},1\n", now);
  tests::write_message_mapping(dir);
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

  // Usage from a file over ZeroMQ: fifty messages at 0.02, one broken row, one stranger. The same file twice is refused.
  write_usage(operator_program.dir(), 50, "8" + number.substr(1));
  std::vector<std::string> load{"usage", "load", "--format", "csv", "--mapping", operator_program.dir() / "msc.toml", "--source", "msc-1", "--json", operator_program.dir() / "msc.csv"};
  auto loaded = operator_program.command(load);
  INFO(loaded.err);
  auto report = boost::json::parse(loaded.out);
  CHECK(loaded.exit_code == 1);  // something was rejected, and says so
  CHECK(tests::text_at(report, "/0/rated") == "50");
  CHECK(tests::text_at(report, "/0/suspended") == "1");
  CHECK(tests::text_at(report, "/0/rejected") == "1");
  CHECK(std::filesystem::exists(tests::text_at(report, "/0/rejects")));
  CHECK(operator_program.command(load).exit_code == 1);

  // The card shows it: 20.00 - 50 x 0.02 = 19.00, and each message can be explained.
  auto card = tests::parsed(desk.get("/api/v1/subscribers/" + subscriber + "/card"));
  CHECK(tests::text_at(card, "/person/name") == "Анна Ковальская");
  CHECK(tests::text_at(card, "/line/state") == "active");
  CHECK(tests::text_at(card, "/balance/value") == "19.00");
  CHECK(tests::text_at(card, "/usage/0/charge/value") == "0.02");
  CHECK(tests::text_at(card, "/orders/0/state") == "completed");
  auto why = tests::parsed(desk.get("/api/v1/usage/" + tests::text_at(card, "/usage/0/usageId") + "/explanation"));
  CHECK(tests::text_at(why, "/charge/value") == "0.02");
  CHECK(why.at("steps").as_array().size() >= 2);

  // Two batches more from another client, in Python: see tests/db/bus. Here: a contact is written down, and an open
  // complaint blocks an offer and a survey, not a service notice.
  CHECK(desk.post("/api/v1/subscribers/" + subscriber + "/interactions", R"({"channel":"phone","direction":"inbound","reason":"billing","note":"Asked about messages."})", {{"Idempotency-Key", "talk-1"}}).status == 201);
  CHECK(desk.post("/api/v1/subscribers/" + subscriber + "/complaints", R"({"about":"Messages she did not send."})", {{"Idempotency-Key", "complaint-1"}}).status == 201);
  card = tests::parsed(desk.get("/api/v1/subscribers/" + subscriber + "/card"));
  CHECK(tests::text_at(card, "/mayContact/offer/may") == "false");
  CHECK(tests::text_at(card, "/mayContact/survey/may") == "false");
  CHECK(tests::text_at(card, "/mayContact/serviceNotice/may") == "true");

  // Prometheus: 1.00 of revenue over a base that grew from none to one: ARPU 2.
  tests::prometheus_config scrape;
  auto metrics = operator_program.at().metrics_url;
  scrape.targets = {metrics.substr(7, metrics.rfind('/') - 7)};
  scrape.rule_files = {std::filesystem::path{ABONENT_SOURCE_DIR} / "deploy/prometheus/abonent.rules.yml"};
  tests::prometheus_server prometheus{scrape};
  std::string arpu = R"(period:abonent_kpi_service_revenue_per_average_subscribers:ratio{period="this_month"} == 2)";
  CHECK(prometheus.await_value(arpu, std::chrono::seconds{40}) == 2.0);
  CHECK(prometheus.value(R"(sum(abonent_kpi_subscribers))") == 1.0);
  CHECK(prometheus.complaints().empty());

  CHECK(operator_program.stop() < std::chrono::seconds{6});
}
