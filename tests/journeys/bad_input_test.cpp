// What goes wrong at an operator's every day, done on purpose to the whole program: each time a clear error, what was
// refused is kept, and nothing is half written.
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/embedded_server.hpp"
#include "tests/catch.hpp"
#include "tests/journeys/town.hpp"

namespace {

using Catch::Contains;

std::filesystem::path written(const std::filesystem::path& file, const std::string& text) {
  std::ofstream{file} << text;
  return file;
}

std::string text_of(const std::filesystem::path& file) {
  std::stringstream out;
  out << std::ifstream{file}.rdbuf();
  return out.str();
}

std::size_t lines_of(const std::filesystem::path& file) {
  auto text = text_of(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string total(tests::http_client& desk, const std::string& list) { return desk.get(list).header("x-total-count"); }

}  // namespace

TEST_CASE("a wrong key, a wrong value or broken TOML in the configuration is named with its line and column", "[journey]") {
  tests::program it;
  auto complaint = [&](const std::string& toml) {
    written(it.dir() / "abonent.toml", toml);
    auto answer = it.command({"config", "check"});
    CHECK(answer.exit_code == 2);
    return answer.err;
  };
  CHECK_THAT(complaint("[http]\nprot = 80\n"), Contains("abonent.toml:2:") && Contains("prot") && Contains("port"));
  CHECK_THAT(complaint("[metrics]\nrefresh_seconds = \"often\"\n"), Contains("abonent.toml:2:") && Contains("refresh_seconds"));
  CHECK_THAT(complaint("[bus]\nusage_port = 99999\n"), Contains("abonent.toml:2:") && Contains("65535"));
  CHECK_THAT(complaint("[http\n"), Contains("abonent.toml:1:"));
  CHECK_THAT(complaint("[colours]\n"), Contains("colours"));
  it.launch({"--no-demo"});
  CHECK_THROWS_WITH(it.await_ready(), Contains("colours"));
  CHECK_FALSE(std::filesystem::exists(it.dir() / "data/postgresql"));
}

TEST_CASE("a port that is taken ends the start with its number and the way out, and leaves nothing running", "[journey]") {
  tests::program first;
  first.start({"--no-demo"});
  tests::program second;
  second.launch({"--no-demo", "--http-port", std::to_string(first.http_port())});
  CHECK_THROWS_WITH(second.await_ready(), Contains(std::to_string(first.http_port())) && Contains("--http-port"));
  CHECK_FALSE(second.running());
  CHECK_FALSE(std::filesystem::exists(second.dir() / "data/postgresql/postmaster.pid"));
  second.start({"--no-demo"});  // and nothing is in the way of a second try
}

TEST_CASE("a wrong word on the command line is named, and nothing begins", "[journey]") {
  tests::program it;
  auto complaint = [&](const std::vector<std::string>& args) {
    auto answer = it.command(args);
    CHECK(answer.exit_code == 2);
    return answer.err;
  };
  CHECK_THAT(complaint({"frobnicate"}), Contains("no command `frobnicate`"));
  CHECK_THAT(complaint({"run", "--http-port", "70000"}), Contains("--http-port") && Contains("65535"));
  CHECK_THAT(complaint({"run", "--rooms", "kitchen"}), Contains("kitchen") && Contains("billing"));
  CHECK_THAT(complaint({"order", "activate", "--offering", "all_in", "--customer", "anna"}), Contains("--customer"));
  CHECK_THAT(complaint({"db", "status", "--database", "postgresql://nobody@127.0.0.1:1/none"}), Contains("Connection refused") && Contains("url_file"));
  CHECK_FALSE(std::filesystem::exists(it.dir() / "data/postgresql"));
}

TEST_CASE("a program that finds a command at work on its data directory waits for its database, and does not lose it with the command", "[journey]") {
  tests::program it;
  auto at_work = std::make_unique<db::embedded_server>(db::embedded_config{it.dir() / "data", true});
  it.launch({"--no-demo"});
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  CHECK(it.running());
  at_work.reset();
  it.await_ready();
}

TEST_CASE("a data directory of another user is left alone, and told whose it is", "[journey]") {
  const passwd* other = getpwnam("nobody");
  if (geteuid() != 0 || !other) return;  // only root can give a directory away
  tests::program it;
  std::filesystem::create_directories(it.dir() / "data");
  REQUIRE(chown((it.dir() / "data").c_str(), other->pw_uid, other->pw_gid) == 0);
  for (const std::vector<std::string>& args : {std::vector<std::string>{"db", "status"}, {"run", "--no-demo"}}) {
    auto answer = it.command(args);
    CHECK(answer.exit_code == 2);
    CHECK_THAT(answer.err, Contains("belongs to the user nobody") && Contains("runuser -u nobody"));
  }
  CHECK(std::filesystem::is_empty(it.dir() / "data"));
}

TEST_CASE("the metrics' port that is taken is told from the other one", "[journey]") {
  tests::program first;
  first.start({"--no-demo"});
  tests::program second;
  second.launch({"--no-demo", "--metrics-port", std::to_string(first.http_port())});
  CHECK_THROWS_WITH(second.await_ready(), Contains(std::to_string(first.http_port())) && Contains("--metrics-port"));
}

TEST_CASE("broken files and unknown words are refused with where and how, and nothing of them is half written", "[journey]") {
  tests::program it;
  it.start({"--no-demo"});
  tests::supply(it, 20);
  auto desk = tests::signed_in_client(it);

  // A catalogue file with a tariff nobody published; an order for an offer nobody has.
  auto offer = it.command({"catalog", "load", written(it.dir() / "offer.json", R"({"offerings":[{"code":"moon","name":"Moon","kind":"mobile","pays":"prepaid","tariff":"moonlight"}]})")});
  CHECK(offer.exit_code != 0);
  CHECK_THAT(offer.err, Contains("offer.json"));
  auto broken = it.command({"catalog", "load", written(it.dir() / "broken.json", "{\"offerings\": [\n  {\"code\": }\n]}")});
  CHECK(broken.exit_code != 0);
  CHECK_THAT(broken.err, Contains("broken.json") && Contains("Line 2, column 12"));
  auto offers = tests::parsed(desk.get("/api/v1/offerings"));
  CHECK_THAT(boost::json::serialize(offers), !Contains("moon"));
  auto order = [&](const std::string& offering, const std::string& msisdn) {
    return desk.post("/api/v1/orders", fmt::format(R"({{"kind":"activate_subscriber","customer":{{"givenName":"A","familyName":"B","language":"en"}},"offering":"{}","msisdn":"{}","iccid":"{}"}})", offering, msisdn, tests::stock::iccid(1)),
                     {{"Idempotency-Key", core::uuid::make(core::system_clock{}.now()).text()}});
  };
  auto refused = order("moon", tests::stock::msisdn(1));
  CHECK(refused.status == 404);
  CHECK_THAT(refused.body, Contains("moon"));
  refused = order("talk_freely", "79-oops");
  CHECK((refused.status == 400 || refused.status == 422));
  CHECK_THAT(refused.body, Contains("msisdn"));
  CHECK(total(desk, "/api/v1/orders") == "0");
  CHECK(total(desk, "/tmf-api/customerManagement/v4/customer") == "0");  // the refused orders left no customer
  CHECK(total(desk, "/api/v1/numbers?state=free") == "20");

  // Customers: one broken row keeps all of the file out, rejects say why; twice is refused.
  std::string header = "contract_number,given_name,family_name,email\n";
  auto import = [&](const std::string& rows) { return it.command({"customers", "import", "--json", written(it.dir() / "people.csv", header + rows)}); };
  auto imported = import("C-1,Anna,Kowalska,\nC-2,Boris,Petrov,no-address\n");
  INFO(imported.out << imported.err);
  CHECK(imported.exit_code == 1);
  CHECK(tests::text_at(boost::json::parse(imported.out), "/added") == "0");
  CHECK(lines_of(it.dir() / "people.csv.rejects.csv") == 2);
  CHECK(total(desk, "/tmf-api/customerManagement/v4/customer") == "0");
  CHECK(import("C-1,Anna,Kowalska,\nC-2,Boris,Petrov,\n").exit_code == 0);
  auto again = import("C-1,Anna,Kowalska,\nC-2,Boris,Petrov,\n");
  CHECK(again.exit_code == 1);
  CHECK_THAT(again.err, Contains("imported before"));
  CHECK(import("C-1,Anna,Kowalska,\nC-3,Vera,Ivanova,\n").exit_code == 1);  // another file with one who is there
  CHECK_THAT(text_of(it.dir() / "people.csv.rejects.csv"), Contains("C-1") && Contains("already"));
  CHECK(total(desk, "/tmf-api/customerManagement/v4/customer") == "2");

  // A bad number in a stock file; a range the wrong way round.
  auto numbers = it.command({"numbers", "load", "--from", "12ab", "--to", tests::stock::msisdn(30)});
  CHECK(numbers.exit_code != 0);
  numbers = it.command({"numbers", "load", "--from", tests::stock::msisdn(40), "--to", tests::stock::msisdn(30)});
  CHECK(numbers.exit_code != 0);
  CHECK(total(desk, "/api/v1/numbers?state=free") == "20");
}

TEST_CASE("the state of the migrations is told before they are applied and after, whether the program runs or not", "[journey]") {
  tests::program it;
  auto before = it.command({"db", "status"});
  INFO(before.out << before.err);
  CHECK(before.exit_code == 1);
  CHECK_THAT(before.out, Contains("store") && Contains(" 0 of "));
  CHECK(it.command({"db", "migrate"}).exit_code == 0);
  CHECK(it.command({"db", "status"}).exit_code == 0);
  it.start({"--no-demo"});
  auto running = it.command({"db", "status", "--json"});
  INFO(running.out << running.err);
  CHECK(running.exit_code == 0);
  CHECK(boost::json::parse(running.out).as_array().size() > 5);
}

TEST_CASE("a full queue answers 503 with when to come again, and every request it took is answered", "[journey]") {
  tests::program it{"[http]\nworkers = 1\nqueue_length_max = 1\n"};
  it.start({"--no-demo"});
  auto desk = tests::signed_in_client(it);
  std::atomic<int> served{0}, sent_away{0}, odd{0};
  std::vector<std::jthread> crowd;
  for (int i = 0; i < 16; ++i)
    crowd.emplace_back([&] {
      tests::http_client one{it.http_port()};
      for (int n = 0; n < 10; ++n) {
        auto answer = one.post("/api/v1/session", R"({"name":"vera","password":"not the right one at all"})");  // slow on purpose: argon2id
        if (answer.status == 503) {
          ++sent_away;
          if (answer.header("retry-after").empty() || answer.body.find("\"code\"") == std::string::npos) ++odd;
        } else {
          ++served;
          if (answer.status != 401 && answer.status != 429) ++odd;
        }
      }
    });
  crowd.clear();
  CHECK(served + sent_away == 160);
  CHECK(served > 0);
  CHECK(sent_away > 0);
  CHECK(odd == 0);
  CHECK(desk.get("/api/v1/session").status == 200);
}
