// The accounting server over real UDP, asked by FreeRADIUS's own client, with the real billing behind it.
#include "adapters/radius/server.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "billing/join_sessions.hpp"
#include "bus/usage_endpoint.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"
#include "tests/wire/bus/town.hpp"

using namespace std::chrono_literals;
using tests::noon;

namespace {

// 0.01 EUR a megabyte.
constexpr auto surf = R"json({
  "offering": {"code": "surf", "version": 1, "name": "Surf", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "kind": "fixed",
               "pays": "prepaid", "tariff_group": "prepaid", "services": ["data"], "tariff": "surf", "prices": []},
  "tariff": {"code": "surf", "version": 1, "name": "Surf", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z",
             "rounding": {"decimals": 4, "mode": "half_up"},
             "usage": [{"service": "data", "destinations": [
               {"code": "any", "label": "Anywhere", "prefixes": ["*"], "prices": [{"price": "0.01", "per": 1000000, "increments": "1000000"}]}]}]}})json";

struct isp : tests::usage_case {
  isp() { as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), surf).has_value(); }); }
  ~isp() { std::filesystem::remove_all(dir); }

  core::customer_id add_login(const std::string& login) {
    auto who = customer();
    as("store").transact([&](db::tx& t) {
      store::new_subscriber it;
      it.customer = who;
      it.offering_code = "surf";
      it.tariff_group = "prepaid";
      auto opened = store::open_subscriber(t, tests::born, it);
      store::give_identifier(t, tests::born, who, opened, store::identifier_kind::login, login).value();
      store::move_subscriber(t, tests::born, opened, store::subscriber_state::active).value();
      return 0;
    });
    return who;
  }

  radius::server_options options() const {
    radius::server_options out;
    out.port = 0;
    return out;
  }
  void serve() { server.emplace(bus.zmq, bus.to(endpoint->address(), key), radius::client_book{{*radius::make_client("edge", "127.0.0.1", "a secret of test")}}, options(), clock); }

  // What radclient says of these requests: how many were answered.
  int ask(const std::string& requests, const std::string& secret = "a secret of test", const std::string& more = "") {
    auto file = (dir / "requests").string(), said = (dir / "said").string();
    std::ofstream{file} << requests;
    auto command = fmt::format("radclient -q -s -r 3 -t 2 {} -D /usr/share/freeradius -f {} 127.0.0.1:{} acct '{}' > {} 2>&1", more, file, server->port(), secret, said);
    last_code = std::system(command.c_str());
    std::ifstream answer{said};
    std::string text{std::istreambuf_iterator<char>{answer}, {}};
    auto at = text.find("Accepted");
    CAPTURE(text);
    REQUIRE(at != std::string::npos);
    return std::atoi(text.c_str() + text.find(':', at) + 1);
  }
  void join() {
    while (billing::join_sessions(as("billing"), in, noon()) > 0) {
    }
  }

  std::filesystem::path dir = [] {
    auto out = std::filesystem::temp_directory_path() / fmt::format("abonent-radius-{}", getpid());
    std::filesystem::create_directories(out);
    return out;
  }();
  tests::town bus;
  bus::key_pair key = bus.newcomer("radius", {"usage:radius"});
  billing::ingest in = make_ingest();
  std::optional<bus::usage_endpoint> endpoint{std::in_place, bus.door, in, bus::usage_endpoint_options{}};
  std::optional<radius::server> server;
  int last_code = 0;
};

std::string request(const std::string& status, const std::string& session, int seconds, std::int64_t bytes, const std::string& login = "anna@isp.example",
                    std::int64_t at = noon().micros() / 1'000'000 - 3'600) {
  return fmt::format("Acct-Status-Type = {}\nAcct-Session-Id = \"{}\"\nUser-Name = \"{}\"\nNAS-Identifier = \"bng-1\"\nAcct-Session-Time = {}\nAcct-Output-Octets = {}\n"
                     "Acct-Output-Gigawords = {}\nEvent-Timestamp = {}\n\n",
                     status, session, login, seconds, bytes & 0xffff'ffff, bytes >> 32, at + seconds);
}

}  // namespace

TEST_CASE("a session reported over RADIUS is answered when billing has it, and charged once, gigawords and all") {
  isp town;
  auto anna = town.add_login("anna@isp.example");
  town.serve();
  CHECK(town.ask(request("Start", "s-1", 0, 0)) == 1);
  CHECK(town.look("SELECT count(*) FROM billing.session_part") == "1");  // it is there when the answer is
  CHECK(town.ask(request("Interim-Update", "s-1", 600, 2'000'000) + request("Stop", "s-1", 900, 5'000'000'000)) == 2);
  town.join();
  CHECK(town.balance(anna) == -50'000'000);  // five thousand megabytes
  CHECK(town.look("SELECT quantity || ' ' || (occurred_at = '" + (noon() - 1h).text() + "') FROM billing.ledger") == "5000000000 true");
}

TEST_CASE("what is sent again, by the same packet or by another, is answered and not counted again") {
  isp town;
  auto anna = town.add_login("anna@isp.example");
  town.serve();
  auto stop = request("Stop", "s-1", 900, 1'000'000);
  CHECK(town.ask(stop, "a secret of test", "-c 20") == 20);  // radclient repeats it byte for byte
  CHECK(town.ask(stop) == 1);                                // another packet, the same report
  town.server.reset();
  town.serve();  // as after a restart: nothing is remembered here
  CHECK(town.ask(stop) == 1);
  town.join();
  CHECK(town.balance(anna) == -10'000);
  CHECK(town.look("SELECT count(*) FROM billing.session_part") == "1");
}

TEST_CASE("whoever does not know the secret is not answered, and nothing of theirs is kept") {
  isp town;
  town.serve();
  CHECK(town.ask(request("Stop", "s-1", 900, 1'000'000), "another secret", "-r 1 -t 1") == 0);
  CHECK(town.look("SELECT count(*) FROM billing.batch") == "0");
  CHECK(town.bus.counted.of("abonent_radius_requests_total", {{"outcome", "secret_wrong"}}) >= 1);
}

TEST_CASE("when an element begins anew its open sessions are charged, and an id it uses again is another session") {
  isp town;
  auto anna = town.add_login("anna@isp.example"), boris = town.add_login("boris@isp.example");
  auto began = noon().micros() / 1'000'000 - 7'200;
  town.serve();
  CHECK(town.ask(request("Start", "00000001", 0, 0, "anna@isp.example", began) + request("Interim-Update", "00000001", 600, 3'000'000, "anna@isp.example", began)) == 2);
  CHECK(town.ask(fmt::format("Acct-Status-Type = Accounting-On\nNAS-Identifier = \"bng-1\"\nEvent-Timestamp = {}\n\n", began + 1'200)) == 1);
  CHECK(town.ask(request("Start", "00000001", 0, 0, "boris@isp.example", began + 1'300) + request("Stop", "00000001", 60, 1'000'000, "boris@isp.example", began + 1'300)) == 2);
  town.join();
  town.join();
  CHECK(town.balance(anna) == -30'000);
  CHECK(town.balance(boris) == -10'000);
}

TEST_CASE("while billing is away nothing is answered; when it is back the element's own repeat is") {
  isp town;
  auto anna = town.add_login("anna@isp.example");
  town.serve();
  CHECK(town.ask(request("Start", "s-1", 0, 0)) == 1);
  auto address = town.endpoint->address();
  town.endpoint.reset();
  CHECK(town.ask(request("Stop", "s-1", 900, 1'000'000), "a secret of test", "-r 1 -t 1") == 0);
  REQUIRE(tests::eventually([&] {
    try {
      bus::usage_endpoint_options again;
      again.address = address;
      town.endpoint.emplace(town.bus.door, town.in, again);
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }));
  CHECK(town.ask(request("Stop", "s-1", 900, 1'000'000), "a secret of test", "-r 8 -t 2") == 1);
  town.join();
  CHECK(town.balance(anna) == -10'000);
}

TEST_CASE("a report that lacks its session waits for a person, and its element is answered all the same") {
  isp town;
  town.serve();
  CHECK(town.ask("Acct-Status-Type = Stop\nNAS-Identifier = \"bng-1\"\nAcct-Output-Octets = 5\n\n") == 1);
  CHECK(town.look("SELECT reason FROM billing.suspense") == "record_unreadable");
}

TEST_CASE("two thousand sessions at once are answered and counted each once") {
  isp town;
  auto anna = town.add_login("anna@isp.example");
  town.serve();
  std::string all;
  for (int i = 0; i < 2'000; ++i) all += request("Stop", fmt::format("s-{}", i), 900, 1'000'000);
  CHECK(town.ask(all, "a secret of test", "-p 200") == 2'000);
  CHECK(town.look("SELECT count(DISTINCT charging_id) FROM billing.session_part") == "2000");
  town.join();
  CHECK(town.balance(anna) == -20'000'000);
}
