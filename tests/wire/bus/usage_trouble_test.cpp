// The usage endpoint when something is wrong: with a client, with billing, or with the bytes.
#include <iostream>
#include <optional>
#include <random>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_endpoint.hpp"
#include "db/database.hpp"
#include "tests/catch.hpp"
#include "tests/wire/bus/recording_sink.hpp"
#include "tests/wire/bus/town.hpp"

namespace {

using namespace tests;

struct billing : town {
  recording_sink sink;
  bus::usage_endpoint endpoint{door, sink, {"tcp://127.0.0.1:*", 2, {4, 1024 * 1024, 4}}};
  bus::key_pair msc = newcomer("msc-1", {"usage:msc-1"});
  bus::usage_client_options options() { return {to(endpoint.address(), msc), "msc-1", 1s, 20ms}; }
};

struct raw_client {
  bus::dealer link;
  explicit raw_client(billing& town) : link{town.zmq, town.to(town.endpoint.address(), town.msc)} {
    REQUIRE(eventually([&] { return link.wait(20ms) == bus::dealer::news::connected; }));
  }
  // What the endpoint answers next.
  std::optional<bus::usage_ack> next(std::chrono::milliseconds most = 5s) {
    std::optional<bus::usage_ack> out;
    eventually([&] {
      if (link.wait(20ms) != bus::dealer::news::message) return false;
      auto reply = bus::read_usage_reply(link.message());
      if (reply && std::holds_alternative<bus::usage_ack>(*reply)) out = std::get<bus::usage_ack>(*reply);
      return out.has_value();
    }, most);
    return out;
  }
};

}  // namespace

TEST_CASE("a client that ignores the window is refused with no_credit: memory stays bounded, nothing is lost",
          "[bus][usage]") {
  std::atomic<bool> slow{true};
  billing town;
  town.sink.before_apply = [&](const bus::usage_batch&) { eventually([&] { return !slow; }, 10s); };
  raw_client greedy{town};
  for (std::uint64_t i = 1; i <= 50; ++i)
    REQUIRE(
        eventually([&] { return greedy.link.send(bus::write_usage_batch_frame(batch_bytes("msc-1", 1, i, 100))); }));
  std::set<std::uint64_t> refused;
  while (refused.size() < 46) {
    auto it = greedy.next();
    REQUIRE(it);
    CHECK(it->answer.refusal == bus::no_credit.code());
    refused.insert(it->sequence);
  }
  CHECK(town.sink.batches() == 0);
  slow = false;
  REQUIRE(eventually([&] { return town.sink.batches() == 4; }));
  bus::usage_client patient{town.zmq, town.options()};  // sends again what was refused
  for (auto each : refused) patient.submit(1, each, batch_bytes("msc-1", 1, each, 100));
  REQUIRE(eventually([&] {
    patient.collect(20ms);
    return patient.unacked() == 0;
  }));
  CHECK(town.sink.batches() == 50);
  CHECK(town.sink.records() == 5000);
}

TEST_CASE("a client that never reads its acks does not hold up the others", "[bus][usage]") {
  billing town;
  auto other = town.newcomer("ggsn", {"usage:ggsn"});
  raw_client deaf{town};
  for (std::uint64_t i = 1; i <= 3000; ++i)
    eventually([&] { return deaf.link.send(bus::write_usage_batch_frame(batch_bytes("msc-1", 1, i))); }, 1s);
  bus::usage_client client{town.zmq, {town.to(town.endpoint.address(), other), "ggsn", 1s, 20ms}};
  auto ack = client.send(1, 1, batch_bytes("ggsn", 1, 1), 5s);
  REQUIRE(ack);
  CHECK(ack->answer.rated == 3);
}

TEST_CASE("a batch whose key is revoked in mid-stream is refused within five seconds, and nothing more is applied",
          "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options()};
  REQUIRE(client.send(1, 1, batch_bytes("msc-1", 1, 1), 5s));
  town.revoke(town.msc);
  auto began = std::chrono::steady_clock::now();
  std::string refusal;
  for (std::uint64_t i = 2; refusal.empty() && std::chrono::steady_clock::now() - began < 5s; ++i) {
    auto ack = client.send(1, i, batch_bytes("msc-1", 1, i), 1s);
    REQUIRE(ack);
    refusal = ack->answer.refusal;
  }
  CHECK(refusal == bus::key_revoked.code());
  auto then = town.sink.batches();
  client.collect(300ms);
  CHECK(town.sink.batches() == then);
}

TEST_CASE("when the database is away the batch stays with its sender and is applied when it is back", "[bus][usage]") {
  std::atomic<int> calls{0};
  billing town;
  town.sink.before_apply = [&](const bus::usage_batch&) {
    ++calls;
    if (calls < 6) throw db::unavailable{"no database"};
    if (calls == 6) throw db::in_doubt{"the answer to COMMIT was lost"};
  };
  bus::usage_client client{town.zmq, town.options()};
  auto ack = client.send(1, 1, batch_bytes("msc-1", 1, 1), 10s);
  REQUIRE(ack);
  CHECK(ack->answer.refusal.empty());
  CHECK(calls == 7);
  CHECK(town.sink.parked() == 0);
}

TEST_CASE("a batch that fails three times is parked whole, and the next one goes on", "[bus][usage]") {
  std::atomic<int> calls{0};
  billing town;
  town.sink.before_apply = [&](const bus::usage_batch& it) {
    if (it.sequence != 1) return;
    ++calls;
    throw std::runtime_error{"a bug"};
  };
  bus::usage_client client{town.zmq, town.options()};
  auto ack = client.send(1, 1, batch_bytes("msc-1", 1, 1), 10s);
  REQUIRE(ack);
  CHECK(ack->answer.refusal == bus::batch_parked.code());
  CHECK(calls == 3);
  CHECK(town.sink.parked() == 1);
  CHECK(client.send(1, 2, batch_bytes("msc-1", 1, 2), 5s)->answer.refusal.empty());
}

TEST_CASE("frames that cannot be read are answered with a refusal", "[bus][usage]") {
  billing town;
  raw_client client{town};
  auto good = bus::write_usage_batch_frame(batch_bytes("msc-1", 1, 1));
  for (const std::string& frame : {std::string{}, std::string{"rubbish"}, std::string(1000, '\xff'),
                                   good.substr(0, good.size() - 1), good + good, bus::write_usage_credit({1, {}})}) {
    REQUIRE(eventually([&] { return client.link.send(frame); }));
    auto it = client.next();
    REQUIRE(it);
    CHECK(it->answer.refusal == bus::frame_malformed.code());
  }
  CHECK(town.sink.batches() == 0);
}

TEST_CASE("a batch with an unreadable record is refused whole, under its own number", "[bus][usage]") {
  billing town;
  raw_client client{town};
  auto raw = batch_bytes("msc-1", 1, 9);
  raw[raw.find("79161234567")] = '\xff';
  REQUIRE(client.link.send(bus::write_usage_batch_frame(raw)));
  auto it = client.next();
  REQUIRE(it);
  CHECK(it->sequence == 9);
  CHECK(it->answer.refusal == bus::frame_malformed.code());
  CHECK(it->answer.detail.find("record 1") != std::string::npos);
  CHECK(town.sink.batches() == 0);
}

TEST_CASE("three seconds of random frames leave the endpoint standing", "[bus][usage]") {
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  INFO("seed " << seed);
  std::mt19937_64 dice{seed};
  billing town;
  raw_client client{town};
  auto good = bus::write_usage_batch_frame(batch_bytes("msc-1", 1, 1, 20));
  std::size_t sent = 0;
  for (auto until = std::chrono::steady_clock::now() + 3s; std::chrono::steady_clock::now() < until;) {
    std::string frame = good;
    if (dice() % 3 == 0) {
      frame.resize(dice() % 2000);
      for (auto& each : frame) each = static_cast<char>(dice());
    } else {
      for (auto damage = 1 + dice() % 8; damage > 0; --damage) frame[dice() % frame.size()] = static_cast<char>(dice());
      if (dice() % 3 == 0) frame.resize(dice() % frame.size());
    }
    if (client.link.send(frame)) ++sent;
    client.link.wait(0ms);
  }
  CHECK(sent > 1000);
  bus::usage_client sane{town.zmq, town.options()};
  auto ack = sane.send(9, 9, batch_bytes("msc-1", 9, 9), 10s);
  REQUIRE(ack);
  CHECK(ack->answer.refusal.empty());
}

TEST_CASE("a client that leaves while it is still shaking hands locks nobody out", "[bus][usage]") {
  billing town;
  for (int i = 0; i < 20; ++i) {
    { bus::usage_client hasty{town.zmq, town.options()}; }
    bus::usage_client patient{town.zmq, town.options()};
    REQUIRE(patient.ask_standing(5s));
  }
}
