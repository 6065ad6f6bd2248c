// The program is killed with SIGKILL at random, twenty times, while it takes usage in and while it switches lines on.
// Afterwards every record counts once, the money is the generator's, and every order is active once or fully released.
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "app/bus_door.hpp"
#include "bus/key_book.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_wire.hpp"
#include "db/database.hpp"
#include "tests/catch.hpp"
#include "tests/free_port.hpp"
#include "tests/journeys/town.hpp"
#include "tests/osmo_hlr_server.hpp"

namespace {

using namespace std::chrono_literals;

int kills_wanted() {
  if (const char* given = std::getenv("ABONENT_KILLS")) return std::atoi(given);
  return std::getenv("ABONENT_LONG") ? 1'000 : 20;
}

std::mt19937_64 seeded(std::uint64_t& seed) {
  const char* given = std::getenv("ABONENT_SEED");
  seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  return std::mt19937_64{seed};
}

// One number out of the database behind the program's back.
std::int64_t look(const tests::program& at, const char* sql) {
  db::database_config config;
  config.url = at.database_url();
  config.connections = 1;
  db::database here{config};
  db::query ask{"test.look", sql};
  return here.as("billing").read([&](db::tx& t) { return t.get<std::int64_t>(ask); });
}

// The generator's own books.
struct expected_money {
  std::int64_t records = 0, micros = 0;
};

// A batch of messages from these lines to landlines of the country: each costs the same.
std::string batch_of(std::uint64_t sequence, int lines, std::int64_t price_micros, std::mt19937_64& random, expected_money& books) {
  std::vector<std::string> keys, from;
  std::vector<bus::usage_record> records(100);
  keys.reserve(records.size());
  from.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    keys.push_back(fmt::format("m-{}-{}", sequence, i));
    from.push_back(tests::stock::msisdn(static_cast<int>(random() % static_cast<unsigned>(lines))));
    records[i].record_key = keys.back();
    records[i].service = bus::usage_service::sms;
    records[i].subscriber = from.back();
    records[i].subscriber_kind = bus::usage_subscriber_kind::msisdn;
    records[i].other_party = "74951234567";
    records[i].start = core::system_clock{}.now();  // after the lines came
    records[i].quantity = 1;
    records[i].direction = bus::usage_direction::originated;
    books.records += 1;
    books.micros += price_micros;
  }
  return bus::write_usage_batch("msc-1", 1, sequence, records);
}

// Whether the HLR itself serves a line with this number.
bool hlr_has(const std::string& ip, const std::string& msisdn) {
  osmo_hlr::ctrl_client client{{ip}, {}};
  auto info = client.ask(osmo_hlr::ctrl_request::get("subscriber.by-msisdn-" + msisdn + ".info")).text;
  return info.find("nam_cs\t1") != std::string::npos;
}

// Kills and restarts the program at random until it has been killed often enough. The thread lives as long as this
// object: the program dies with the thread that started it.
class killer {
 public:
  killer(tests::program& it, std::uint64_t seed, std::vector<std::string> args)
      : thread_{[this, &it, seed, with = std::move(args)](const std::stop_token& stop) {
          std::mt19937_64 random{seed};
          for (int i = 0; i < kills_wanted(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{random() % 900});
            it.kill_now();
            it.start(with);
          }
          over_ = true;
          while (!stop.stop_requested()) std::this_thread::sleep_for(10ms);
        }} {}
  [[nodiscard]] bool over() const { return over_; }

 private:
  std::atomic<bool> over_{false};
  std::jthread thread_;
};

}  // namespace

TEST_CASE("killed at random during ingest: every record counted once, the money to the last digit", "[journey][kill]") {
  std::uint64_t seed = 0;
  auto random = seeded(seed);
  INFO("ABONENT_SEED=" << seed);
  constexpr int lines = 8;
  auto usage_port = tests::free_port();
  tests::program it{fmt::format("[bus]\nusage_port = {}\n", usage_port)};
  it.start({"--no-demo"});
  tests::supply(it, lines);
  auto desk = tests::signed_in_client(it);
  for (int i = 0; i < lines; ++i) REQUIRE(tests::text_at(tests::sell(desk, i, "talk_freely", "Line", fmt::format("Number{}", i)), "/state") == "completed");

  bus::context context;
  auto keys = app::operator_keys(it.dir() / "data");
  bus::usage_client client{context, {{it.at().usage, it.at().bus_public_key, keys}, "msc-1", 2s}};
  constexpr std::int64_t price_micros = 20'000;  // of talk_freely, to a national number
  expected_money books;
  std::map<std::uint64_t, bus::usage_answer> acks;
  std::map<std::uint64_t, std::string> sent;
  killer fate{it, seed + 1, {"--no-demo"}};
  std::uint64_t sequence = 0;
  auto take = [&] {
    for (auto& ack : client.collect(20ms)) {
      auto [place, is_new] = acks.emplace(ack.sequence, ack.answer);
      if (!is_new) CHECK(place->second == ack.answer);  // a repeat is answered the same
    }
  };
  while (!fate.over()) {
    if (!client.window_full()) {
      ++sequence;
      sent[sequence] = batch_of(sequence, lines, price_micros, random, books);
      client.submit(1, sequence, sent[sequence]);
    }
    take();
  }
  auto drain = [&] {
    for (auto until = std::chrono::steady_clock::now() + 60s; client.unacked() > 0 && std::chrono::steady_clock::now() < until;) take();
  };
  drain();
  // As if every ack had been lost: all of it once more.
  for (const auto& [at, raw] : sent) client.submit(1, at, raw);
  drain();
  INFO(it.last_words());
  REQUIRE(client.unacked() == 0);
  REQUIRE(acks.size() == sequence);
  for (const auto& [at, answer] : acks) {
    CHECK(answer.refusal == "");
    CHECK(answer.rated == 100);
  }
  CAPTURE(sequence, books.records);
  CHECK(look(it, "SELECT count(*) FROM billing.ledger WHERE kind = 'usage'") == books.records);
  CHECK(look(it, "SELECT coalesce(-sum(delta_micros), 0)::bigint FROM billing.ledger WHERE kind = 'usage'") == books.micros);
  CHECK(look(it, "SELECT coalesce(sum(balance_micros), 0)::bigint FROM billing.published_balance") == look(it, "SELECT coalesce(sum(delta_micros), 0)::bigint FROM billing.ledger"));
}

TEST_CASE("killed at random during activation: every order is active once or fully released", "[journey][kill]") {
  std::uint64_t seed = 0;
  auto random = seeded(seed);
  INFO("ABONENT_SEED=" << seed);
  constexpr int count = 60;
  tests::osmo_hlr_server hlr;
  auto http_port = tests::free_port();
  tests::program it{fmt::format("[activation]\nnetwork = \"osmo_hlr\"\nhlr_address = \"{}\"\n", hlr.ip())};
  std::vector<std::string> args{"--no-demo", "--http-port", std::to_string(http_port)};
  it.start(args);
  tests::supply(it, count);
  auto desk = tests::signed_in_client(it);

  killer fate{it, seed + 1, args};
  // Each order has its key from the start and is asked for until it is accepted: that is what a clerk's page does.
  std::vector<std::string> orders(count);
  for (int i = 0; i < count; ++i) {
    auto key = core::uuid::make(core::system_clock{}.now()).text();
    auto body = fmt::format(R"({{"kind":"activate_subscriber","customer":{{"givenName":"N","familyName":"Number{}","language":"en"}},"offering":"talk_freely"}})", i);
    while (orders[static_cast<std::size_t>(i)].empty()) {
      try {
        auto answer = desk.post("/api/v1/orders", body, {{"Idempotency-Key", key}});
        if (answer.status == 202) orders[static_cast<std::size_t>(i)] = tests::text_at(tests::parsed(answer), "/orderId");
      } catch (const std::runtime_error&) {  // it was killed under us: again, with the same key
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{fate.over() ? 0 : random() % 600});
    }
  }
  while (!fate.over()) std::this_thread::sleep_for(50ms);
  for (const auto& each : orders) {
    auto order = tests::await_order(desk, each);
    CHECK(tests::text_at(order, "/state") == "completed");
  }
  CHECK(std::set<std::string>(orders.begin(), orders.end()).size() == count);
  it.stop();  // so that the HLR's file is at rest
  it.start(args);
  int on = 0;
  for (int i = 0; i < count; ++i) on += hlr_has(hlr.ip(), tests::stock::msisdn(i)) ? 1 : 0;
  CHECK(on == count);
}
