// The timeline keeps each fact once and is read newest first, page by page, without a gap or a repeat.
#include "store/timeline.hpp"

#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

store::timeline_entry entry(core::customer_id customer, core::instant at, std::string title) {
  store::timeline_entry it;
  it.entry_id = core::uuid::make(at);
  it.customer_id = customer;
  it.at = at;
  it.kind = "interaction";
  it.title = std::move(title);
  it.channel = "phone";
  it.tone = "neutral";
  it.by = "olga";
  return it;
}

}  // namespace

TEST_CASE("a fact written twice is one entry") {
  database_case world;
  world.as("store").transact([&](db::tx& t) {
    auto anna = add(t, person("Anna", "Kowalska"));
    auto called = entry(anna, noon(), "Asked about the bill");
    called.subscriber_id = line_of(t, anna);
    called.note = "Wants it by e-mail";
    called.reference = "17";
    store::record_timeline(t, called);
    store::record_timeline(t, called);
    auto page = store::timeline_page(t, anna, {}, 10);
    REQUIRE(page.size() == 1);
    CHECK(page[0].title == "Asked about the bill");
    CHECK(page[0].note == "Wants it by e-mail");
    CHECK(page[0].by == "olga");
    CHECK(page[0].reference == "17");
    CHECK(page[0].subscriber_id == called.subscriber_id);
  });
}

TEST_CASE("pages follow each other without a gap or a repeat, also among entries of one instant") {
  database_case world;
  world.as("store").transact([&](db::tx& t) {
    auto anna = add(t, person("Anna", "Kowalska")), bob = add(t, person("Bob", "Brown"));
    for (int i = 0; i < 23; ++i)
      store::record_timeline(t, entry(anna, noon() + std::chrono::minutes{i / 5}, std::to_string(i)));
    store::record_timeline(t, entry(bob, noon(), "not hers"));
    std::vector<store::timeline_entry> seen;
    std::optional<store::timeline_key> before;
    for (;;) {
      auto page = store::timeline_page(t, anna, before, 4);
      if (page.empty()) break;
      CHECK(page.size() <= 4);
      for (auto& each : page) {
        if (!seen.empty()) {
          bool later = seen.back().at > each.at || (seen.back().at == each.at && seen.back().entry_id > each.entry_id);
          CHECK(later);
        }
        seen.push_back(each);
      }
      before = {seen.back().at, seen.back().entry_id};
    }
    CHECK(seen.size() == 23);
  });
}
