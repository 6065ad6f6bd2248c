// The program, or PostgreSQL under it, is killed with SIGKILL at random, twenty times, while it takes usage and money in
// and while it switches lines on. Afterwards every record counts once, the money is the generator's to the last digit,
// and every order is active once or fully released.
#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "app/bus_door.hpp"
#include "bus/key_book.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_wire.hpp"
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

pid_t postmaster_of(const tests::program& at) {
  pid_t out = 0;
  std::ifstream{at.dir() / "data/postgresql/postmaster.pid"} >> out;
  return out;
}

pid_t a_session_of(const tests::program& at) {
  return static_cast<pid_t>(at.look("SELECT coalesce(max(pid), 0)::bigint FROM pg_stat_activity WHERE usename IS NOT NULL AND pid <> pg_backend_pid()"));
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

// Strikes at random until it has been done often enough. The thread lives as long as this object: a program that is
// started by it dies with it.
class killer {
 public:
  killer(std::uint64_t seed, int times, std::function<void()> strike)
      : thread_{[this, seed, times, strike = std::move(strike)](const std::stop_token& stop) {
          std::mt19937_64 random{seed};
          for (int i = 0; i < times; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{random() % 900});
            strike();
          }
          over_ = true;
          while (!stop.stop_requested()) std::this_thread::sleep_for(10ms);
        }} {}
  [[nodiscard]] bool over() const { return over_; }

 private:
  std::atomic<bool> over_{false};
  std::jthread thread_;
};

std::function<void()> restart(tests::program& it, std::vector<std::string> args) {
  return [&it, args = std::move(args)] {
    it.kill_now();
    it.start(args);
  };
}

// Once the whole server, once one session of it, after which the server throws out all others too.
std::function<void()> strike_database(tests::program& it) {
  return [&it, count = 0]() mutable {
    auto main = postmaster_of(it), victim = ++count % 2 == 1 ? main : a_session_of(it);
    if (victim <= 1) throw std::runtime_error{"there is nothing to kill"};
    kill(victim, SIGKILL);
    if (victim == main)
      for (auto until = std::chrono::steady_clock::now() + 60s; postmaster_of(it) == main && std::chrono::steady_clock::now() < until;) std::this_thread::sleep_for(10ms);
    it.await_ready();
  };
}

// Takes ten in cash for a line, again and again, each with a key of its own, asked for until it is answered.
class cashier {
 public:
  cashier(tests::http_client desk, std::string subscriber)
      : thread_{[this, desk = std::move(desk), where = "/api/v1/subscribers/" + subscriber + "/top-ups"](const std::stop_token& stop) mutable {
          for (int n = 1; !stop.stop_requested(); ++n)
            for (int tries = 0; !paid(desk, where, n) && tries < 3'000; ++tries) std::this_thread::sleep_for(20ms);
        }} {}
  // How many were answered with 201.
  int close() {
    thread_.request_stop();
    thread_.join();
    return taken_;
  }

 private:
  bool paid(tests::http_client& desk, const std::string& where, int n) {
    try {
      auto answer = desk.post(where, R"({"amount":{"value":"10.00","unit":"EUR"},"channel":"shop"})", {{"Idempotency-Key", fmt::format("cash-{}", n)}});
      taken_ += answer.status == 201 ? 1 : 0;
      return answer.status == 201;
    } catch (const std::runtime_error&) {  // it was killed under us
      return false;
    }
  }
  int taken_ = 0;
  std::jthread thread_;
};

// Sends batches from the beginning of the killing to its end, waits for all acks, and sends everything once more.
struct stream {
  bus::usage_client& client;
  std::map<std::uint64_t, bus::usage_answer> acks{};
  std::map<std::uint64_t, std::string> sent{};

  void take() {
    for (auto& ack : client.collect(20ms)) {
      auto [place, is_new] = acks.emplace(ack.sequence, ack.answer);
      if (!is_new) CHECK(place->second == ack.answer);  // a repeat is answered the same
    }
  }
  void send(std::string batch) {
    auto sequence = sent.size() + 1;
    client.submit(1, sequence, sent[sequence] = std::move(batch));
  }
  void drain() {
    for (auto until = std::chrono::steady_clock::now() + 60s; client.unacked() > 0 && std::chrono::steady_clock::now() < until;) take();
  }
  // As if every ack had been lost.
  void repeat_all() {
    for (const auto& [at, raw] : sent) client.submit(1, at, raw);
    drain();
  }
};

void expect_books(tests::program& it, const expected_money& books, int taken) {
  CAPTURE(books.records, taken);
  CHECK(it.look("SELECT count(*) FROM billing.ledger WHERE kind = 'usage'") == books.records);
  CHECK(it.look("SELECT coalesce(-sum(delta_micros), 0)::bigint FROM billing.ledger WHERE kind = 'usage'") == books.micros);
  CHECK(it.look("SELECT coalesce(sum(delta_micros), 0)::bigint FROM billing.ledger WHERE kind = 'top_up'") == std::int64_t{taken} * 10'000'000);
  CHECK(it.look("SELECT coalesce(sum(balance_micros), 0)::bigint FROM billing.published_balance") == it.look("SELECT coalesce(sum(delta_micros), 0)::bigint FROM billing.ledger"));
}

// Usage and cash come in while `strike` falls; the books must be right in the end.
void take_in_under(int times, const std::function<std::function<void()>(tests::program&, const std::vector<std::string>&)>& strike_of) {
  std::uint64_t seed = 0;
  auto random = seeded(seed);
  INFO("ABONENT_SEED=" << seed);
  constexpr int lines = 8;
  constexpr std::int64_t price_micros = 20'000;  // of talk_freely, to a national number
  tests::program it{fmt::format("[bus]\nusage_port = {}\n", tests::free_port())};
  std::vector<std::string> args{"--no-demo", "--http-port", std::to_string(tests::free_port())};
  it.start(args);
  tests::supply(it, lines);
  auto desk = tests::signed_in_client(it);
  std::string subscriber;
  for (int i = 0; i < lines; ++i) {
    auto order = tests::sell(desk, i, "talk_freely", "Line", fmt::format("Number{}", i));
    REQUIRE(tests::text_at(order, "/state") == "completed");
    subscriber = tests::text_at(order, "/subscriberId");
  }
  bus::context context;
  bus::usage_client client{context, {{it.at().usage, it.at().bus_public_key, app::operator_keys(it.dir() / "data")}, "msc-1", 2s}};
  stream usage{client};
  expected_money books;
  cashier till{std::move(desk), subscriber};
  {
    killer fate{seed + 1, times, strike_of(it, args)};
    while (!fate.over()) {
      if (!client.window_full()) usage.send(batch_of(usage.sent.size() + 1, lines, price_micros, random, books));
      usage.take();
    }
    usage.drain();
    usage.repeat_all();
    auto taken = till.close();
    INFO(it.last_words());
    REQUIRE(client.unacked() == 0);
    REQUIRE(usage.acks.size() == usage.sent.size());
    for (const auto& [at, answer] : usage.acks) {
      CHECK(answer.refusal == "");
      CHECK(answer.rated == 100);
    }
    CHECK(taken > 0);
    expect_books(it, books, taken);
  }
}

}  // namespace

TEST_CASE("killed at random while usage and money come in: every record once, every payment kept, to the last digit", "[journey][kill]") {
  take_in_under(kills_wanted(), [](tests::program& it, const std::vector<std::string>& args) { return restart(it, args); });
}

TEST_CASE("PostgreSQL killed at random while usage and money come in: the program recovers by itself and nothing is lost", "[journey][kill]") {
  take_in_under((kills_wanted() + 1) / 2, [](tests::program& it, const std::vector<std::string>&) { return strike_database(it); });
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

  killer fate{seed + 1, kills_wanted(), restart(it, args)};
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
