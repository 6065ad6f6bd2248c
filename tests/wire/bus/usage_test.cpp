// The usage endpoint and its client over the real wire, with a billing that writes down what it is given.
#include "bus/usage_client.hpp"

#include <numeric>
#include <optional>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"
#include "bus/usage_endpoint.hpp"
#include "tests/catch.hpp"
#include "tests/wire/bus/recording_sink.hpp"
#include "tests/wire/bus/town.hpp"

namespace {

using namespace tests;

struct billing : town {
  recording_sink sink;
  bus::usage_bounds bounds{};
  std::optional<bus::usage_endpoint> endpoint{std::in_place, door, sink,
                                              bus::usage_endpoint_options{"tcp://127.0.0.1:*", 2, bounds}};
  std::string address = endpoint->address();
  bus::key_pair msc = newcomer("msc-1", {"usage:msc-1"});

  bus::usage_client_options options(std::string source = "msc-1") {
    return {to(address, msc), std::move(source), 1s, 20ms};
  }
  void stop() { endpoint.reset(); }
  void start() {
    // The port may need a moment to come free.
    REQUIRE(eventually([&] {
      try {
        endpoint.emplace(door, sink, bus::usage_endpoint_options{address, 2, bounds});
        return true;
      } catch (const std::runtime_error&) {
        return false;
      }
    }));
  }
};

std::vector<std::uint64_t> one_to(std::uint64_t last) {
  std::vector<std::uint64_t> out(last);
  std::iota(out.begin(), out.end(), 1);
  return out;
}

// Sends until everything is acked or the time is over.
std::vector<bus::usage_ack> drain(bus::usage_client& client, std::chrono::milliseconds most = 20s) {
  std::vector<bus::usage_ack> out;
  for (auto until = std::chrono::steady_clock::now() + most;
       client.unacked() > 0 && std::chrono::steady_clock::now() < until;)
    for (auto& each : client.collect(100ms)) out.push_back(std::move(each));
  return out;
}

}  // namespace

TEST_CASE("a batch is acked after billing has taken it, with what became of its records", "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options()};
  auto ack = client.send(1, 1, batch_bytes("msc-1", 1, 1, 5), 5s);
  REQUIRE(ack);
  CHECK(*ack == bus::usage_ack{"msc-1", 1, 1, {5, 0, 0, "", ""}});
  CHECK(town.sink.batches() == 1);
  CHECK(client.unacked() == 0);
}

TEST_CASE("a source is told where it stands", "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options()};
  CHECK(client.ask_standing(5s) == bus::usage_standing{0, 0});
  for (std::uint64_t i = 1; i <= 3; ++i) REQUIRE(client.send(7, i, batch_bytes("msc-1", 7, i), 5s));
  CHECK(client.ask_standing(5s) == bus::usage_standing{7, 3});
}

TEST_CASE("the same batch twice gets the identical ack, byte for byte, and is applied once", "[bus][usage]") {
  billing town;
  bus::dealer client{town.zmq, town.to(town.address, town.msc)};
  auto frame = bus::write_usage_batch_frame(batch_bytes("msc-1", 1, 1));
  std::vector<std::string> acks;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(eventually([&] {
      client.wait(5ms);
      return client.send(frame);
    }));
    REQUIRE(eventually([&] { return client.wait(20ms) == bus::dealer::news::message; }));
    acks.emplace_back(client.message());
  }
  for (const auto& each : acks) CHECK(each == acks.front());
  CHECK(town.sink.batches() == 1);
  CHECK(town.sink.records() == 3);
}

TEST_CASE("a repeat that overtakes the answer waits for the same answer and is not worked on twice", "[bus][usage]") {
  std::atomic<int> applied{0};
  billing town;
  town.sink.before_apply = [&](const bus::usage_batch&) {
    ++applied;
    std::this_thread::sleep_for(300ms);
  };
  auto options = town.options();
  options.ack_timeout = 50ms;  // so that it is sent again and again while billing is at work
  bus::usage_client client{town.zmq, options};
  auto ack = client.send(1, 1, batch_bytes("msc-1", 1, 1), 5s);
  REQUIRE(ack);
  CHECK(ack->answer.refusal.empty());
  CHECK(applied == 1);
}

TEST_CASE("the same batch number with other bytes is refused aloud, also while the first is still in work",
          "[bus][usage]") {
  billing town;
  town.sink.before_apply = [](const bus::usage_batch&) { std::this_thread::sleep_for(100ms); };
  bus::dealer client{town.zmq, town.to(town.address, town.msc)};
  REQUIRE(eventually([&] { return client.wait(20ms) == bus::dealer::news::connected; }));
  REQUIRE(client.send(bus::write_usage_batch_frame(batch_bytes("msc-1", 1, 1, 3))));
  REQUIRE(client.send(bus::write_usage_batch_frame(batch_bytes("msc-1", 1, 1, 4))));
  std::vector<std::string> refusals;
  REQUIRE(eventually([&] {
    if (client.wait(20ms) == bus::dealer::news::message)
      refusals.push_back(std::get<bus::usage_ack>(*bus::read_usage_reply(client.message())).answer.refusal);
    return refusals.size() == 2;
  }));
  CHECK(refusals == std::vector<std::string>{"", "batch_digest_differs"});
  CHECK(town.sink.records() == 3);
}

TEST_CASE("a key may not speak for another source", "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options("msc-2")};
  auto ack = client.send(1, 1, batch_bytes("msc-2", 1, 1), 5s);
  REQUIRE(ack);
  CHECK(ack->answer.refusal == bus::source_not_allowed.code());
  CHECK(town.sink.batches() == 0);
}

TEST_CASE("a thousand batches arrive once and in order, within the window", "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options()};
  for (std::uint64_t i = 1; i <= 1000; ++i) client.submit(1, i, batch_bytes("msc-1", 1, i));
  CHECK(drain(client).size() == 1000);
  CHECK(town.sink.order_of("msc-1") == one_to(1000));
  CHECK(town.sink.records() == 3000);
}

TEST_CASE("billing goes away and comes back in mid-stream: nothing is lost, nothing is doubled", "[bus][usage]") {
  billing town;
  bus::usage_client client{town.zmq, town.options()};
  town.sink.before_apply = [](const bus::usage_batch&) { std::this_thread::sleep_for(1ms); };
  for (std::uint64_t i = 1; i <= 400; ++i) client.submit(1, i, batch_bytes("msc-1", 1, i));
  std::size_t acked = 0;
  for (int round = 1; round <= 4; ++round) {
    while (acked < static_cast<std::size_t>(round) * 60) acked += client.collect(100ms).size();
    town.stop();
    acked += client.collect(20ms).size();
    town.start();
  }
  acked += drain(client).size();
  CHECK(acked == 400);
  CHECK(town.sink.batches() == 400);
  CHECK(town.sink.records() == 1200);
}

TEST_CASE("a client dies in mid-stream and its successor asks where it stood: nothing is lost or doubled",
          "[bus][usage]") {
  billing town;
  std::uint64_t acked = 0;
  for (int life = 1; acked < 300; ++life) {
    bus::usage_client client{town.zmq, town.options()};
    auto stands = client.ask_standing(5s);
    REQUIRE(stands);
    for (std::uint64_t i = stands->sequence + 1; i <= 300; ++i) client.submit(1, i, batch_bytes("msc-1", 1, i));
    acked = std::max(acked, stands->sequence);
    while (client.unacked() > 0 && acked < static_cast<std::uint64_t>(life) * 70)
      for (const auto& each : client.collect(100ms)) acked = std::max(acked, each.sequence);
    // Here it dies: batches are under way and their acks are lost.
  }
  CHECK(town.sink.order_of("msc-1") == one_to(300));
  CHECK(town.sink.records() == 900);
}

TEST_CASE("two sources are worked on side by side, each in its order", "[bus][usage]") {
  std::atomic<int> most{0};
  billing town;
  auto ggsn = town.newcomer("ggsn", {"usage:ggsn"});
  town.sink.before_apply = [&](const bus::usage_batch&) {
    most = std::max(most.load(), town.sink.in_work());
    std::this_thread::sleep_for(2ms);
  };
  auto send_all = [&](bus::usage_client_options options) {
    bus::usage_client client{town.zmq, options};
    for (std::uint64_t i = 1; i <= 100; ++i) client.submit(1, i, batch_bytes(options.source, 1, i));
    drain(client);
  };
  std::jthread other{[&] { send_all({town.to(town.address, ggsn), "ggsn", 5s, 20ms}); }};
  send_all(town.options());
  other.join();
  CHECK(town.sink.order_of("msc-1") == one_to(100));
  CHECK(town.sink.order_of("ggsn") == one_to(100));
  CHECK(most == 2);
}
