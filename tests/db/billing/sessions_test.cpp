// Sessions that come in parts: laid by with their batch, joined, rated once.
#include "billing/join_sessions.hpp"

#include "billing/session_sql.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using namespace std::chrono_literals;
using tests::counted;
using tests::noon;
using tests::send;

namespace {

bus::usage_record part(std::string_view key, std::int64_t seconds, bus::usage_part what, int number = 0, core::instant start = noon() - 1h) {
  auto it = tests::call(key, "48500000001", start, seconds);
  it.charging_id = "msc-1/42";
  it.part = what;
  it.part_number = static_cast<std::uint32_t>(number);
  it.ended = start + std::chrono::seconds{seconds};
  return it;
}

struct session_case : tests::usage_case {
  line anna = add_line("48500000001");
  billing::ingest in = make_ingest();
  std::size_t join(core::instant at = noon()) { return billing::join_sessions(as("billing"), in, at); }
};

// As if the power went before what was joined could be rated.
struct cut final : bus::usage_sink {
  bus::usage_answer apply(const bus::usage_batch&) override { throw std::runtime_error{"cut"}; }
  bus::usage_answer park(const bus::usage_batch&, std::string_view) override { return {}; }
  bus::usage_standing standing(std::string_view) override { return {}; }
};

}  // namespace

TEST_CASE("every query of sessions is understood by PostgreSQL", "[billing]") {
  tests::database_case town;
  tests::prepare_all(town.as("billing"), billing::sql::all_of_sessions);
}

TEST_CASE("a long call in three records is one call: one rounding, one charge, with its real date", "[billing]") {
  session_case town;
  CHECK(send(town.in, "msc", 1, {part("a", 30, bus::usage_part::some, 1), part("c", 20, bus::usage_part::last, 3, noon() - 59min)}) == counted(0, 0, 2));
  town.join();
  CHECK(town.balance(town.anna.customer) == 0);  // the second is missing
  CHECK(send(town.in, "msc", 2, {part("b", 30, bus::usage_part::some, 2, noon() - 59min - 30s), part("a", 30, bus::usage_part::some, 1)}) == counted(0, 1, 1));
  CHECK(town.join(noon() + 2h) > 0);
  CHECK(town.balance(town.anna.customer) == -120'000);  // 80 seconds are two begun minutes; three records would have been three
  CHECK(town.look("SELECT quantity || ' ' || (occurred_at = '" + (noon() - 1h).text() + "') FROM billing.ledger") == "80 true");
  CHECK(town.join(noon() + 3h) == 0);
  CHECK(town.look("SELECT count(*) FROM billing.suspense") == "0");
  CHECK(town.broken_chains() == 0);
}

TEST_CASE("a session that reports its total so far is charged the total, and a report after its end nothing more", "[billing]") {
  session_case town;
  send(town.in, "radius", 1, {part("1", 0, bus::usage_part::some), part("2", 60, bus::usage_part::some), part("3", 90, bus::usage_part::last)});
  CHECK(town.join() > 0);
  CHECK(town.balance(town.anna.customer) == -120'000);
  send(town.in, "radius", 2, {part("late", 70, bus::usage_part::some)});
  town.join(noon() + 24h);
  CHECK(town.balance(town.anna.customer) == -120'000);
  CHECK(town.look("SELECT count(*) FROM billing.session_part WHERE state = 'waiting'") == "0");
}

TEST_CASE("when an element begins anew, all it had open by then is charged by the last report, and nothing of others", "[billing]") {
  session_case town;
  auto other = part("3", 30, bus::usage_part::some);
  other.charging_id = "msc-10/42";
  bus::usage_record anew;
  anew.record_key = "on";
  anew.charging_id = "msc-1/";
  anew.start = noon() - 30min;
  anew.part = bus::usage_part::all_ended;
  send(town.in, "radius", 1, {part("1", 0, bus::usage_part::some), part("2", 60, bus::usage_part::some), other, anew});
  town.join();
  town.join();
  CHECK(town.balance(town.anna.customer) == -60'000);
  CHECK(town.look("SELECT string_agg(charging_id, ' ') FROM billing.session_part WHERE state = 'waiting'") == "msc-10/42");
}

TEST_CASE("a power cut between joining and rating loses nothing and charges nothing twice", "[billing]") {
  session_case town;
  send(town.in, "msc", 1, {part("a", 30, bus::usage_part::some, 1), part("b", 40, bus::usage_part::last, 2, noon() - 59min)});
  cut away;
  CHECK_THROWS(billing::join_sessions(town.as("billing"), away, noon()));
  CHECK(town.look("SELECT count(*) FROM billing.joined_batch") == "1");
  CHECK(town.balance(town.anna.customer) == 0);
  town.join();
  CHECK(town.balance(town.anna.customer) == -120'000);
  CHECK(town.look("SELECT count(*) FROM billing.joined_batch") == "0");
  town.join();
  CHECK(town.balance(town.anna.customer) == -120'000);
}

TEST_CASE("a joined session of a number nobody had waits in suspense like any record", "[billing]") {
  session_case town;
  auto foreign = part("a", 30, bus::usage_part::last, 1);
  foreign.subscriber = "48599999999";
  send(town.in, "msc", 1, {foreign});
  town.join();
  CHECK(town.look("SELECT reason || ' ' || source FROM billing.suspense") == "subscriber_unknown msc/joined");
}

TEST_CASE("a part that names no session cannot be joined: it waits for a person", "[billing]") {
  session_case town;
  auto nameless = part("a", 30, bus::usage_part::last, 1);
  nameless.charging_id = "";
  send(town.in, "msc", 1, {nameless});
  CHECK(town.look("SELECT reason FROM billing.suspense") == "record_unreadable");
}

TEST_CASE("what was joined long ago is forgotten, what waits is not", "[billing]") {
  session_case town;
  auto waiting = part("w", 10, bus::usage_part::some);
  waiting.charging_id = "msc-1/43";
  send(town.in, "msc", 1, {part("a", 30, bus::usage_part::last, 1), waiting});
  town.join();
  CHECK(billing::forget_sessions(town.as("billing"), noon() + 24h) == 0);
  CHECK(billing::forget_sessions(town.as("billing"), noon() + 24h * 61) == 2);
  CHECK(town.look("SELECT count(*) FROM billing.session_part") == "1");
}
