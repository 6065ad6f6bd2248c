// The arithmetic of credit on the usage endpoint, and whose turn it is.
#include "bus/usage_floor.hpp"

#include "bus/refusals.hpp"
#include "bus/usage_queue.hpp"
#include "tests/catch.hpp"

namespace {

using namespace std::chrono_literals;

const bus::usage_floor::time noon{};

bus::shared_usage_job batch_of(const std::string& source, std::uint64_t sequence) {
  auto it = std::make_shared<bus::usage_job>();
  it->source = source;
  it->batch = bus::unread_batch{it->source, 1, sequence, {}};
  return it;
}
bus::shared_usage_job hello_of(const std::string& peer) {
  auto it = std::make_shared<bus::usage_job>();
  it->peer = peer;
  return it;
}

}  // namespace

TEST_CASE("clients share the room fairly, and nobody is left without any", "[bus][credit]") {
  bus::usage_bounds bounds{16, 1000, 8};
  CHECK(bus::decide_window(bounds, 0) == 8);
  CHECK(bus::decide_window(bounds, 1) == 8);
  CHECK(bus::decide_window(bounds, 2) == 8);
  CHECK(bus::decide_window(bounds, 4) == 4);
  CHECK(bus::decide_window(bounds, 5) == 3);
  CHECK(bus::decide_window(bounds, 16) == 1);
  CHECK(bus::decide_window(bounds, 1000) == 1);
}

TEST_CASE("a full queue refuses with no_credit until something is done", "[bus][credit]") {
  bus::usage_floor floor{{3, 1'000'000, 2}};
  for (auto peer : {"a", "b"}) floor.heard(peer, noon);
  CHECK_FALSE(floor.admit("a", 10));
  CHECK_FALSE(floor.admit("a", 10));
  CHECK(floor.admit("a", 10) == bus::no_credit);  // more than one client's most
  CHECK_FALSE(floor.admit("b", 10));
  CHECK(floor.admit("b", 10) == bus::no_credit);  // the queue is full
  floor.done("a", 10);
  CHECK_FALSE(floor.admit("b", 10));
  CHECK(floor.batches() == 3);
  CHECK(floor.bytes() == 30);
}

TEST_CASE("bytes bound the queue too, and one large batch always finds room in an empty one", "[bus][credit]") {
  bus::usage_floor floor{{10, 100, 8}};
  floor.heard("a", noon);
  CHECK_FALSE(floor.admit("a", 500));
  CHECK(floor.admit("a", 1) == bus::no_credit);
  floor.done("a", 500);
  CHECK_FALSE(floor.admit("a", 60));
  CHECK_FALSE(floor.admit("a", 40));
  CHECK(floor.admit("a", 1) == bus::no_credit);
}

TEST_CASE("a client that left takes nobody's share, and what it sent still counts until it is done", "[bus][credit]") {
  bus::usage_floor floor{{8, 1'000'000, 8}};
  for (auto peer : {"a", "b"}) floor.heard(peer, noon);
  CHECK(floor.window() == 4);
  CHECK_FALSE(floor.admit("a", 10));
  floor.heard("b", noon + 20s);
  floor.forget_silent(noon + 5s);
  CHECK(floor.window() == 8);
  CHECK(floor.batches() == 1);
  floor.done("a", 10);
  CHECK(floor.batches() == 0);
}

TEST_CASE("batches of one source are worked on one at a time and in order, sources take turns", "[bus][credit]") {
  bus::usage_queue queue;
  for (std::uint64_t i = 1; i <= 3; ++i) queue.push(batch_of("a", i));
  queue.push(batch_of("b", 1));
  auto first = queue.take();
  CHECK(first->source == "a");
  CHECK(first->batch->sequence == 1);
  auto second = queue.take();  // a is in work: the next free worker gets b
  CHECK(second->source == "b");
  queue.push(hello_of("c"));
  queue.push(hello_of("c"));
  CHECK(queue.take()->peer == "c");  // a hello waits for no batch
  queue.finish(*first);
  CHECK(queue.take()->batch->sequence == 2);
  queue.finish(*second);
  queue.close();
  CHECK_FALSE(queue.take());
  queue.finish(*first);
  queue.push(batch_of("a", 9));
  CHECK_FALSE(queue.take());
}
