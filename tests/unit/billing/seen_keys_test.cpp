// Knowing a record again.
#include "billing/seen_keys.hpp"

#include <random>
#include <set>

#include "billing/raw_batch.hpp"
#include "billing/record_key.hpp"
#include "tests/catch.hpp"

namespace {

bus::usage_record record(std::string_view key, std::uint32_t offset = 0, std::uint32_t length = 0) {
  bus::usage_record it;
  it.record_key = key;
  it.offset = offset;
  it.length = length;
  return it;
}

core::uuid digest(std::mt19937_64& random) {
  std::array<std::uint8_t, 16> bytes;
  for (auto& each : bytes) each = static_cast<std::uint8_t>(random());
  return core::uuid{bytes};
}

}  // namespace

TEST_CASE("a record is known by its source and its key, and by nothing else of it", "[billing]") {
  CHECK(billing::record_key("msc", record("a"), "") == billing::record_key("msc", record("a", 5, 9), "other bytes"));
  CHECK(billing::record_key("msc", record("a"), "") != billing::record_key("msc", record("b"), ""));
  CHECK(billing::record_key("msc", record("a"), "") != billing::record_key("pbx", record("a"), ""));
  CHECK(billing::record_key("ms", record("ca"), "") != billing::record_key("msc", record("a"), ""));
  CHECK(billing::record_key(std::string(300, 'x'), record("a"), "") != billing::record_key(std::string(299, 'x'), record("a"), ""));
}

TEST_CASE("a record without a key is known by its own bytes, which are no key", "[billing]") {
  std::string_view raw = "onetwo";
  CHECK(billing::record_key("msc", record("", 0, 3), raw) == billing::record_key("msc", record("", 0, 3), "one"));
  CHECK(billing::record_key("msc", record("", 0, 3), raw) != billing::record_key("msc", record("", 3, 3), raw));
  CHECK(billing::record_key("msc", record("", 0, 3), raw) != billing::record_key("msc", record("one"), raw));
}

TEST_CASE("the set of digests holds what was put in and nothing else", "[billing]") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  billing::digest_set set;
  std::set<core::uuid> truth;
  CHECK_FALSE(set.contains(digest(random)));
  for (int i = 0; i < 20'000; ++i) {
    auto it = digest(random);
    set.insert(it);
    if (i % 3 == 0) set.insert(it);
    truth.insert(it);
  }
  set.insert(core::uuid{});  // the digest that looks like a free place
  CHECK(set.contains(core::uuid{}));
  CHECK(set.size() == truth.size() + 1);
  for (const auto& each : truth) REQUIRE(set.contains(each));
  for (int i = 0; i < 20'000; ++i) REQUIRE_FALSE(set.contains(digest(random)));
  set.clear();
  CHECK_FALSE(set.contains(*truth.begin()));
}

TEST_CASE("keys are packed in order and come out again", "[billing]") {
  std::mt19937_64 random{1};
  std::vector<core::uuid> keys{digest(random), digest(random), digest(random)};
  auto sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  CHECK(billing::unpack_keys(billing::pack_keys(keys)) == sorted);
  CHECK(billing::pack_keys({}).empty());
}

TEST_CASE("a batch's bytes come back as they were, and what is no batch is not read", "[billing]") {
  for (auto text : {std::string{}, std::string{"x"}, std::string(100'000, 'a')}) CHECK(billing::expand(billing::compress(text)) == text);
  CHECK_THROWS(billing::expand("not compressed"));
  CHECK_THROWS(billing::expand(billing::compress(std::string(1'000, 'a')).substr(0, 12)));
}
