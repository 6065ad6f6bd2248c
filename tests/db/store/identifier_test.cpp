// One holder at a time: given, taken, given again, raced for.
#include "store/identifier.hpp"

#include <atomic>
#include <thread>

#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;
using store::identifier_kind;

namespace {

struct two_lines {
  explicit two_lines(database_case& in) {
    in.as("store").transact([&](db::tx& t) {
      anna = add(t, person("Anna", "Kowalska"));
      bob = add(t, person("Bob", "Brown"));
      annas = line_of(t, anna);
      bobs = line_of(t, bob);
    });
  }
  core::customer_id anna, bob;
  core::subscriber_id annas, bobs;
};

constexpr auto number = "48601000001";

}  // namespace

TEST_CASE("a number held for one customer is refused to another until it is taken back") {
  database_case world;
  two_lines of{world};
  auto give = [&](core::customer_id to, core::subscriber_id line, core::instant at) {
    return world.as("store").transact(
        [&](db::tx& t) { return store::give_identifier(t, at, to, line, identifier_kind::msisdn, number); });
  };
  CHECK(give(of.anna, of.annas, noon()).has_value());
  CHECK(give(of.anna, of.annas, noon() + 1h).has_value());  // hers already: the same gift twice is one
  CHECK(give(of.bob, of.bobs, noon() + 1h).error() == store::identifier_taken);
  world.as("store").transact(
      [&](db::tx& t) { store::take_identifier(t, noon() + 2h, of.anna, identifier_kind::msisdn, number); });
  CHECK(give(of.bob, of.bobs, noon() + 1h).error() ==
        store::identifier_taken);  // a clock that is behind changes nothing
  CHECK(give(of.bob, of.bobs, noon() + 2h).has_value());

  world.as("store").read([&](db::tx& t) {
    auto holder = [&](core::instant at) { return store::holder_at(t, identifier_kind::msisdn, number, at); };
    CHECK_FALSE(holder(noon() - 1s));
    CHECK(holder(noon())->subscriber_id == of.annas);
    CHECK(holder(noon() + 2h - 1us)->subscriber_id == of.annas);
    CHECK(holder(noon() + 2h)->subscriber_id == of.bobs);
    CHECK(store::identifiers_of(t, of.anna).size() == 2);  // contract and name; the number is gone
    CHECK(store::identifiers_of(t, of.bob).size() == 3);
  });
}

TEST_CASE("a number of one line is refused to the same customer's other line") {
  database_case world;
  two_lines of{world};
  world.as("store").transact([&](db::tx& t) {
    auto second = line_of(t, of.anna);
    CHECK(store::give_identifier(t, noon(), of.anna, of.annas, identifier_kind::msisdn, number).has_value());
    CHECK(store::give_identifier(t, noon(), of.anna, second, identifier_kind::msisdn, number).error() ==
          store::identifier_taken);
  });
}

TEST_CASE("an identifier in the wrong form, or without its line, is refused") {
  database_case world;
  two_lines of{world};
  world.as("store").transact([&](db::tx& t) {
    auto give = [&](identifier_kind kind, std::string norm, std::optional<core::subscriber_id> line) {
      auto it = store::give_identifier(t, noon(), of.anna, line, kind, norm);
      return it ? "" : std::string{it.error().code()};
    };
    CHECK(give(identifier_kind::msisdn, "+48601000001", of.annas) == "identifier_unreadable");
    CHECK(give(identifier_kind::msisdn, "601", of.annas) == "identifier_unreadable");
    CHECK(give(identifier_kind::imsi, "26001-0000000001", of.annas) == "identifier_unreadable");
    CHECK(give(identifier_kind::iccid, "894801000000000001", of.annas) == "identifier_unreadable");  // no check digit
    CHECK(give(identifier_kind::email, "", std::nullopt) == "identifier_unreadable");
    CHECK(give(identifier_kind::msisdn, number, std::nullopt) == "identifier_needs_line");
    CHECK(give(identifier_kind::imsi, "260010000000001", of.annas).empty());
    CHECK(give(identifier_kind::login, "anna@home", of.annas).empty());
  });
}

TEST_CASE("two clerks race for one number: one gets it, the other hears why not") {
  database_case world{6};
  two_lines of{world};
  for (int round = 0; round < 40; ++round) {
    std::string wanted = std::to_string(48601000100 + round);
    std::atomic<int> got{0}, refused{0};
    auto clerk = [&](core::customer_id customer, core::subscriber_id line) {
      auto answer = world.as("store").transact([&](db::tx& t) {
        return store::give_identifier(t, noon(), customer, line, identifier_kind::msisdn, wanted);
      });
      if (answer)
        ++got;
      else if (answer.error() == store::identifier_taken)
        ++refused;
    };
    std::thread first{clerk, of.anna, of.annas}, second{clerk, of.bob, of.bobs};
    first.join();
    second.join();
    CHECK(got == 1);
    CHECK(refused == 1);
    CHECK(world.look("SELECT count(*) FROM store.identifier WHERE kind = 'msisdn' AND norm = '" + wanted + "'") == "1");
  }
}

TEST_CASE("two clerks who want the same two numbers in opposite order both get an answer") {
  database_case world{6};
  two_lines of{world};
  for (int round = 0; round < 3; ++round) {  // each may wait a second for PostgreSQL to see the deadlock
    std::string one = std::to_string(48601000200 + round), two = std::to_string(48601000300 + round);
    std::atomic<int> got{0}, refused{0};
    auto clerk = [&](core::customer_id customer, core::subscriber_id line, const std::string& a, const std::string& b) {
      auto answer = world.as("store").transact([&](db::tx& t) -> core::result<void> {
        if (auto given = store::give_identifier(t, noon(), customer, line, identifier_kind::msisdn, a); !given)
          return given;
        return store::give_identifier(t, noon(), customer, line, identifier_kind::msisdn, b);
      });
      ++(answer ? got : refused);
    };
    std::thread first{clerk, of.anna, of.annas, one, two}, second{clerk, of.bob, of.bobs, two, one};
    first.join();
    second.join();
    CHECK(got == 1);
    CHECK(refused == 1);
    CHECK(world.look("SELECT count(DISTINCT customer_id) FROM store.identifier WHERE norm IN ('" + one + "', '" + two +
                     "')") == "1");
  }
}
