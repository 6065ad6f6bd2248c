// Where movements stand and what they leave, without a database.
#include "billing/entry.hpp"
#include "billing/lane.hpp"
#include "billing/lane_memory.hpp"
#include "billing/ledger.hpp"
#include "tests/catch.hpp"

using billing::decide_places;
using billing::entry_place;
using core::customer_id;

namespace {

billing::new_entry movement(std::int64_t customer, std::int64_t micros, std::int64_t bucket = 0) {
  billing::new_entry it;
  it.customer = customer_id{customer};
  it.bucket = bucket;
  it.delta_micros = micros;
  return it;
}

}  // namespace

TEST_CASE("customers one after another go to different lanes, and each always to the same", "[billing]") {
  std::array<int, billing::lane_count> used{};
  for (std::int64_t id = 1; id <= 6400; ++id) ++used[static_cast<std::size_t>(billing::lane_of(customer_id{id}))];
  for (int each : used) CHECK(each > 80);
  CHECK(billing::lane_of(customer_id{77}) == billing::lane_of(customer_id{77}));
}

TEST_CASE("movements of one bucket follow each other, and each knows what was there before it", "[billing]") {
  std::vector entries{movement(1, 100), movement(1, -30), movement(1, 5, 9), movement(1, -80)};
  auto lane = billing::lane_of(customer_id{1});
  auto places = decide_places(entries, std::vector{billing::lane_position{lane, 41}},
                              std::vector{billing::bucket_level{customer_id{1}, 0, 7}});
  REQUIRE(places.size() == 4);
  CHECK(places[0].place == entry_place{customer_id{1}, 42, 0});
  CHECK(places[3].place == entry_place{customer_id{1}, 42, 3});
  CHECK(places[0].before_micros == 7);
  CHECK(places[1].before_micros == 107);
  CHECK(places[2].before_micros == 0);
  CHECK(places[3].after_micros == -3);  // a balance may go below zero, and then it shows
}

TEST_CASE("a movement that no balance can hold is an error, not a wrapped number", "[billing]") {
  std::vector entries{movement(1, 1)};
  auto lane = billing::lane_of(customer_id{1});
  CHECK_THROWS(decide_places(entries, std::vector{billing::lane_position{lane, 0}},
                             std::vector{billing::bucket_level{customer_id{1}, 0, INT64_MAX}}));
}

TEST_CASE("the memory of the lanes folds movements to levels", "[billing]") {
  billing::lane_memory memory;
  CHECK(memory.level({customer_id{5}, 0}) == 0);
  memory.add({customer_id{5}, 0}, 10);
  memory.add({customer_id{5}, 0}, -4);
  memory.add({customer_id{5}, 3}, 1);
  CHECK(memory.level({customer_id{5}, 0}) == 6);
  CHECK(memory.level({customer_id{5}, 3}) == 1);
  memory.clear();
  CHECK(memory.level({customer_id{5}, 0}) == 0);
}

TEST_CASE("the id of a piece of usage is read back as it was written, and nothing else is", "[billing]") {
  entry_place place{customer_id{17}, 204, 3};
  CHECK(place.text() == "17-204-3");
  CHECK(entry_place::parse("17-204-3") == place);
  for (auto wrong : {"", "17", "17-204", "17-204-", "17-204-3-1", "17--204-3", "-17-204-3", "17-204-x", " 17-204-3", "99999999999999999999-1-1"})
    CHECK_FALSE(entry_place::parse(wrong));
}
