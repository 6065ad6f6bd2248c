// A subscription's window and position, and the newest events in memory.
#include "bus/events_session.hpp"

#include "bus/events_tail.hpp"
#include "tests/catch.hpp"

TEST_CASE("a subscriber has no more under way than its window", "[bus][credit]") {
  bus::events_session it{"analytics", {}, 3, 100};
  CHECK(it.room() == 3);
  for (auto position : {101, 102, 103}) it.sent(position, 10);
  CHECK(it.room() == 0);
  it.acked(102);
  CHECK(it.room() == 2);
  it.set_credit(1);
  CHECK(it.room() == 0);
}

TEST_CASE("a window is between one event and a thousand, and bytes are bounded too", "[bus][credit]") {
  CHECK(bus::events_session{"a", {}, 0, 0}.room() == 1);
  bus::events_session it{"a", {}, 5'000'000, 0};
  CHECK(it.room() == bus::events_session::credit_most);
  it.sent(1, bus::events_session::bytes_most);
  CHECK(it.room() == 0);
  it.acked(1);
  CHECK(it.room() == bus::events_session::credit_most);
}

TEST_CASE("the durable position never passes what is under way", "[bus][credit]") {
  bus::events_session it{"analytics", {"wanted"}, 10, 100};
  CHECK(it.settled() == 100);
  it.skipped_to(150);
  CHECK(it.settled() == 150);  // nothing asked for in between: nothing to wait for
  it.sent(151, 1);
  it.sent(160, 1);
  it.skipped_to(200);
  CHECK(it.settled() == 150);
  it.acked(151);
  CHECK(it.settled() == 151);
  it.acked(160);
  CHECK(it.settled() == 200);
}

TEST_CASE("an ack for what was never sent, or one that comes late, moves nothing wrongly", "[bus][credit]") {
  bus::events_session it{"analytics", {}, 10, 100};
  it.acked(5'000);
  CHECK(it.settled() == 100);
  for (auto position : {101, 102, 103}) it.sent(position, 1);
  it.acked(102);
  it.acked(101);
  CHECK(it.settled() == 102);
  it.acked(-7);
  CHECK(it.settled() == 102);
  it.acked(5'000);
  CHECK(it.settled() == 103);
}

TEST_CASE("memory keeps the newest events and lets the oldest go", "[bus][credit]") {
  bus::events_tail tail{10'000};
  tail.begin_at(50);
  CHECK(tail.holds_after(50));
  CHECK_FALSE(tail.holds_after(49));
  for (std::int64_t position = 51; position <= 100; ++position) {
    db::logged_event it;
    it.position = position;
    it.payload = std::string(1'000, 'x');
    tail.append(it);
  }
  CHECK(tail.end() == 100);
  CHECK(tail.at(100)->position == 100);
  CHECK_FALSE(tail.holds_after(60));
  std::int64_t first = 99;
  while (tail.holds_after(first - 1)) --first;
  CHECK(tail.at(first + 1)->position == first + 1);
}
