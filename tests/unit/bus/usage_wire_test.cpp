// The hand-written reading of usage batches agrees with the generated code, on good bytes and on bad ones.
#include "bus/usage_wire.hpp"

#include <random>

#include "abonent/v1/usage.pb.h"
#include "bus/refusals.hpp"
#include "tests/catch.hpp"

namespace {

namespace v1 = abonent::v1;

v1::UsageBatch random_batch(std::mt19937_64& dice) {
  static const std::string texts[] = {"",  "79161234567",        "Тариф", "zażółć", "call-000000001",
                                      "😀", std::string(200, 'k')};
  auto text = [&] { return texts[dice() % std::size(texts)]; };
  v1::UsageBatch out;
  out.set_source("msc-" + std::to_string(dice() % 9));
  out.set_epoch(dice());
  out.set_sequence(dice() >> (dice() % 64));
  for (auto count = dice() % 20; count > 0; --count) {
    auto& it = *out.add_records();
    it.set_record_key(text());
    it.set_service(static_cast<v1::UsageRecord::Service>(dice() % 7));
    it.set_subscriber(text());
    it.set_subscriber_kind(static_cast<v1::UsageRecord::SubscriberKind>(dice() % 4));
    it.set_other_party(text());
    it.set_start_unix_micros(static_cast<std::int64_t>(dice()));
    it.set_quantity(static_cast<std::int64_t>(dice()));
    it.set_direction(static_cast<v1::UsageRecord::Direction>(dice() % 3));
    it.set_network(text());
    it.set_charging_id(text());
  }
  return out;
}

void check_same(const v1::UsageRecord& theirs, const bus::usage_record& ours) {
  CHECK(ours.record_key == theirs.record_key());
  CHECK(static_cast<int>(ours.service) == theirs.service());
  CHECK(ours.subscriber == theirs.subscriber());
  CHECK(static_cast<int>(ours.subscriber_kind) == theirs.subscriber_kind());
  CHECK(ours.other_party == theirs.other_party());
  CHECK(ours.start.micros() == theirs.start_unix_micros());
  CHECK(ours.quantity == theirs.quantity());
  CHECK(static_cast<int>(ours.direction) == theirs.direction());
  CHECK(ours.network == theirs.network());
  CHECK(ours.charging_id == theirs.charging_id());
}

std::string framed(const v1::UsageBatch& batch) { return bus::write_usage_batch_frame(batch.SerializeAsString()); }

// What we make of a frame: the batch with all its records, or the code of the refusal.
core::result<bus::usage_batch> read_all(const std::string& frame, std::vector<bus::usage_record>& records) {
  auto request = bus::read_usage_request(frame);
  if (!request) return request.error();
  if (!std::holds_alternative<bus::unread_batch>(*request)) return bus::frame_malformed;
  return bus::read_usage_batch(std::get<bus::unread_batch>(*request), records);
}

}  // namespace

TEST_CASE("every batch is read as the generated code reads it", "[bus][usage]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 dice{seed};
  std::vector<bus::usage_record> records;
  for (int round = 0; round < 300; ++round) {
    auto theirs = random_batch(dice);
    auto frame = framed(theirs);
    auto ours = read_all(frame, records);
    REQUIRE(ours.has_value());
    CHECK(ours->source == theirs.source());
    CHECK(ours->epoch == theirs.epoch());
    CHECK(ours->sequence == theirs.sequence());
    CHECK(ours->raw == theirs.SerializeAsString());
    REQUIRE(static_cast<int>(records.size()) == theirs.records_size());
    for (int i = 0; i < theirs.records_size(); ++i) {
      check_same(theirs.records(i), records[static_cast<std::size_t>(i)]);
      const auto& mine = records[static_cast<std::size_t>(i)];
      CHECK(*bus::read_usage_record(ours->raw, mine.offset, mine.length) == mine);
    }
    CHECK(bus::write_usage_batch(ours->source, ours->epoch, ours->sequence, ours->records) == ours->raw);
  }
}

TEST_CASE("what the generated code cannot read we do not read either", "[bus][usage]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 dice{seed};
  std::vector<bus::usage_record> records;
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto frame = framed(random_batch(dice));
    for (auto damage = 1 + dice() % 3; damage > 0; --damage) frame[dice() % frame.size()] = static_cast<char>(dice());
    if (dice() % 4 == 0) frame.resize(dice() % frame.size());
    auto ours = read_all(frame, records);
    if (!ours) continue;
    ++accepted;
    v1::UsageFrame theirs;
    REQUIRE(theirs.ParseFromString(frame));
    REQUIRE(theirs.batch().records_size() == static_cast<int>(records.size()));
    for (int i = 0; i < theirs.batch().records_size(); ++i)
      check_same(theirs.batch().records(i), records[static_cast<std::size_t>(i)]);
  }
  CHECK(accepted > 100);  // else the damage was too great to prove anything
}

TEST_CASE("a batch of more than ten thousand records is refused", "[bus][usage]") {
  std::vector<bus::usage_record> many(bus::usage_batch_records_max + 1);
  std::vector<bus::usage_record> records;
  CHECK(read_all(bus::write_usage_batch_frame(bus::write_usage_batch("s", 1, 1, many)), records).error() ==
        bus::batch_too_large);
  many.pop_back();
  CHECK(read_all(bus::write_usage_batch_frame(bus::write_usage_batch("s", 1, 1, many)), records).has_value());
}

TEST_CASE("text that is no UTF-8, or holds a NUL, makes a batch malformed", "[bus][usage]") {
  using namespace std::string_literals;
  std::vector<bus::usage_record> records;
  for (const auto& text : {"a\0b"s, "\x80"s, "\xC0\x80"s, "\xED\xA0\x80"s, "\xFF"s}) {
    bus::usage_record one;
    one.subscriber = text;
    auto raw = bus::write_usage_batch("s", 1, 1, {&one, 1});
    CHECK(read_all(bus::write_usage_batch_frame(raw), records).error() == bus::frame_malformed);
  }
}

TEST_CASE("two bodies in one frame, or none, are malformed", "[bus][usage]") {
  auto hello = bus::write_usage_hello("msc-1");
  CHECK(std::get<bus::usage_hello>(*bus::read_usage_request(hello)).source == "msc-1");
  CHECK(bus::read_usage_request(hello + hello).error() == bus::frame_malformed);
  CHECK(bus::read_usage_request("").error() == bus::frame_malformed);
  CHECK(bus::read_usage_request(bus::write_usage_credit({3, {1, 2}})).error() == bus::frame_malformed);
}

TEST_CASE("an ack and a credit arrive as they were sent", "[bus][usage]") {
  bus::usage_ack ack{"msc-1", 7, 8, {1, 2, 3, "batch_digest_differs", "why"}};
  CHECK(std::get<bus::usage_ack>(*bus::read_usage_reply(bus::write_usage_ack(ack))) == ack);
  auto credit = std::get<bus::usage_credit>(*bus::read_usage_reply(bus::write_usage_credit({3, {1, 2}})));
  CHECK(credit.batches == 3);
  CHECK(credit.standing == bus::usage_standing{1, 2});
  CHECK(bus::read_usage_reply("\xff\xff").error() == bus::frame_malformed);
  CHECK(bus::read_usage_reply(bus::write_usage_hello("x")).error() == bus::frame_malformed);
}
