// What becomes of a session's parts, whatever order they come in.
#include "billing/session.hpp"

#include <algorithm>
#include <random>

#include "tests/catch.hpp"

using namespace std::chrono_literals;
using billing::decide_session;
using billing::join_reason;
using billing::known_session;
using billing::session_part;

namespace {

const auto noon = core::instant::from_seconds(1'772'452'800);
const billing::session_rules rules;

struct told {
  std::int64_t id = 0;
  std::vector<session_part> parts;
  told& total(std::chrono::seconds after, std::int64_t bytes, bool last = false, core::instant began = noon) {
    parts.push_back({++id, last, 0, began, began + after, bytes, noon + 1h});
    return *this;
  }
  told& own(int number, std::int64_t bytes, bool last = false) {
    parts.push_back({++id, last, number, noon + std::chrono::minutes{number}, noon + std::chrono::minutes{number + 1}, bytes, noon + 1h});
    return *this;
  }
  billing::session_decision decided(core::instant now = noon + 1h, std::vector<known_session> known = {}) const {
    return decide_session(parts, known, rules, now);
  }
};

}  // namespace

TEST_CASE("a session that reports its total so far is charged once, by its end") {
  auto it = told{}.total(0s, 0).total(600s, 1'000).total(1'200s, 2'500).total(1'260s, 2'600, true).decided();
  REQUIRE(it.pieces.size() == 1);
  CHECK(it.pieces[0].quantity == 2'600);
  CHECK(it.pieces[0].start == noon);
  CHECK(it.pieces[0].parts.size() == 4);
  CHECK(it.pieces[0].like == 4);
  CHECK(it.pieces[0].because == join_reason::whole);
  CHECK(it.pieces[0].after == known_session{noon, noon + 1'260s, 2'600, 1, true});
  CHECK_FALSE(it.look_again);
}

TEST_CASE("a session without an end waits a day for news and is charged by its last report") {
  auto of = told{}.total(0s, 0).total(600s, 1'000);
  auto waiting = of.decided(noon + 2h);
  CHECK(waiting.pieces.empty());
  CHECK(waiting.look_again == noon + 25h);
  auto over = of.decided(noon + 25h);
  REQUIRE(over.pieces.size() == 1);
  CHECK(over.pieces[0].quantity == 1'000);
  CHECK(over.pieces[0].because == join_reason::no_end);
}

TEST_CASE("a session of many days is charged every day for what is new") {
  told of;
  of.total(3'600s, 1'000);
  of.parts.push_back({2, false, 0, noon, noon + 24h, 9'000, noon + 24h});
  auto first = of.decided(noon + 25h);
  REQUIRE(first.pieces.size() == 1);
  CHECK(first.pieces[0].because == join_reason::so_far);
  CHECK(first.pieces[0].quantity == 9'000);
  CHECK_FALSE(first.pieces[0].after.ended);
  told later;
  later.parts.push_back({3, true, 0, noon, noon + 30h, 9'500, noon + 30h});
  auto second = later.decided(noon + 30h, {first.pieces[0].after});
  REQUIRE(second.pieces.size() == 1);
  CHECK(second.pieces[0].quantity == 500);
  CHECK(second.pieces[0].start == noon + 24h);
  CHECK(second.pieces[0].after.pieces == 2);
}

TEST_CASE("a report that comes after its session was charged adds nothing, unless it reports more") {
  known_session charged{noon, noon + 1'200s, 2'500, 1, true};
  auto less = told{}.total(600s, 1'000).decided(noon + 2h, {charged});
  REQUIRE(less.pieces.size() == 1);
  CHECK(less.pieces[0].quantity == 0);
  CHECK(less.pieces[0].after == charged);
  auto more = told{}.total(1'300s, 2'700).decided(noon + 2h, {charged});
  REQUIRE(more.pieces.size() == 1);
  CHECK(more.pieces[0].quantity == 200);
  CHECK(more.pieces[0].because == join_reason::late);
}

TEST_CASE("an id that is used again after the element began anew is another session, and ends the one before") {
  auto it = told{}.total(0s, 0).total(600s, 1'000).total(0s, 0, false, noon + 20min).total(60s, 70, true, noon + 20min).decided();
  REQUIRE(it.pieces.size() == 2);
  CHECK(it.pieces[0].quantity == 1'000);
  CHECK(it.pieces[0].because == join_reason::id_used_again);
  CHECK(it.pieces[1].quantity == 70);
  CHECK(it.pieces[1].start == noon + 20min);
}

TEST_CASE("beginnings that differ by the seconds a report was on its way are one session") {
  auto it = told{}.total(0s, 0).total(600s, 1'000, false, noon + 2s).total(900s, 1'500, true, noon - 1s).decided();
  REQUIRE(it.pieces.size() == 1);
  CHECK(it.pieces[0].quantity == 1'500);
}

TEST_CASE("parts that report their own usage are added when all up to the last are there") {
  auto it = told{}.own(1, 100).own(3, 300, true).own(2, 200).decided();
  REQUIRE(it.pieces.size() == 1);
  CHECK(it.pieces[0].quantity == 600);
  CHECK(it.pieces[0].start == noon + 1min);
  CHECK(it.pieces[0].because == join_reason::whole);
}

TEST_CASE("a part that is missing is waited for an hour, then the others are charged without it, and it when it comes") {
  auto of = told{}.own(1, 100).own(3, 300, true);
  auto waiting = of.decided(noon + 90min);
  CHECK(waiting.pieces.empty());
  CHECK(waiting.look_again == noon + 2h);
  auto over = of.decided(noon + 2h);
  REQUIRE(over.pieces.size() == 1);
  CHECK(over.pieces[0].quantity == 400);
  CHECK(over.pieces[0].because == join_reason::parts_missing);
  auto late = told{}.own(2, 200).decided(noon + 3h, {over.pieces[0].after});
  REQUIRE(late.pieces.size() == 1);
  CHECK(late.pieces[0].quantity == 200);
  CHECK(late.pieces[0].start == noon + 2min);
  CHECK(late.pieces[0].because == join_reason::late);
}

TEST_CASE("a part that was written twice counts once") {
  told of;
  of.own(1, 100).own(2, 200, true);
  of.parts.push_back(of.parts[0]);
  of.parts.back().part_id = 9;
  auto it = of.decided();
  REQUIRE(it.pieces.size() == 1);
  CHECK(it.pieces[0].quantity == 300);
  CHECK(it.pieces[0].parts.size() == 3);
}

TEST_CASE("in whatever order and in whatever portions the reports come, a session costs what it used") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  for (int round = 0; round < 3'000; ++round) {
    told of;
    int reports = 1 + static_cast<int>(random() % 8);
    std::int64_t total = 0;
    for (int i = 1; i <= reports; ++i) of.total(std::chrono::seconds{i * 60}, total += 1 + random() % 500, i == reports);
    std::shuffle(of.parts.begin(), of.parts.end(), random);
    std::vector<known_session> known;
    std::vector<session_part> waiting;
    std::int64_t charged = 0;
    auto now = noon + 1h;
    for (auto& each : of.parts) {
      now = now + std::chrono::hours{random() % 20};
      each.received = now;
      waiting.push_back(each);
      auto decided = decide_session(waiting, known, rules, now);
      for (const auto& piece : decided.pieces) {
        charged += piece.quantity;
        known = {piece.after};
        std::erase_if(waiting, [&](const auto& it) { return std::count(piece.parts.begin(), piece.parts.end(), it.part_id) > 0; });
      }
    }
    for (const auto& piece : decide_session(waiting, known, rules, now + 25h).pieces) charged += piece.quantity;
    REQUIRE(charged == total);
  }
}
