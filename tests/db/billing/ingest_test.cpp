// Usage comes in: counted once, charged to whom it was, and nothing dropped silently.
#include <thread>

#include "billing/record_key.hpp"
#include "billing/seen_keys.hpp"
#include "billing/usage_sql.hpp"
#include "db/outbox.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using namespace std::chrono_literals;
using tests::call;
using tests::counted;
using tests::noon;
using tests::send;

TEST_CASE("every query of usage is understood by PostgreSQL", "[billing]") {
  tests::database_case town;
  tests::prepare_all(town.as("billing"), billing::sql::all_of_usage);
}

TEST_CASE("a call is charged to the customer whose number made it", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001"), boris = town.add_line("48500000002");
  auto in = town.make_ingest();
  CHECK(send(in, "msc", 1, {call("a", "48500000001"), call("b", "0048500000002", noon() - 1h, 61), call("c", "500000001")}) == counted(3));
  CHECK(town.balance(anna.customer) == -120'000);
  CHECK(town.balance(boris.customer) == -120'000);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
  CHECK(town.look("SELECT string_agg(destination || ' ' || other_party || ' ' || quantity || ' ' || charge_micros || ' ' || tariff_code || ' ' || unit, ', ' "
                  "ORDER BY usage_id) FROM billing.published_recent_usage WHERE customer_id = " + town.id(boris.customer)) ==
        "Anywhere 49301234567 61 120000 talk s");
}

TEST_CASE("whose money has moved is told once a batch, after it is written, and nobody else", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001"), boris = town.add_line("48500000002");
  town.add_line("48500000003");
  std::vector<core::customer_id> told;
  auto in = town.make_ingest([&](std::span<const core::customer_id> who) {
    told.assign(who.begin(), who.end());
    CHECK(town.balance(anna.customer) == -120'000);
  });
  send(in, "msc", 1, {call("b", "48500000002"), call("a", "48500000001"), call("a2", "48500000001"), call("x", "48599999999")});
  CHECK(told == std::vector{anna.customer, boris.customer});
  told.clear();
  send(in, "msc", 1, {call("b", "48500000002"), call("a", "48500000001"), call("a2", "48500000001"), call("x", "48599999999")});
  send(in, "msc", 2, {call("y", "48599999999")});
  CHECK(told.empty());
}

TEST_CASE("a repeated batch gets the identical answer and charges nothing again", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  auto first = send(in, "msc", 1, {call("a", "48500000001"), call("a", "48500000001"), call("x", "48599999999")});
  CHECK(first == counted(1, 1, 1));
  CHECK(send(in, "msc", 1, {call("a", "48500000001"), call("a", "48500000001"), call("x", "48599999999")}) == first);
  auto other = town.make_ingest();  // another program, which has seen nothing of it
  CHECK(send(other, "msc", 1, {call("a", "48500000001"), call("a", "48500000001"), call("x", "48599999999")}) == first);
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.number("SELECT count(*) FROM billing.batch") == 1);
}

TEST_CASE("the same batch number with other content is refused aloud and changes nothing", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001")});
  CHECK(send(in, "msc", 1, {call("b", "48500000001")}).refusal == "batch_digest_differs");
  CHECK(send(in, "msc", 1, {call("b", "48500000001")}, 2) == counted(1));  // a new epoch is another stream
  CHECK(town.balance(anna.customer) == -120'000);
}

TEST_CASE("a batch without a source or with a number no database holds is refused", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  CHECK(send(in, "", 1, {}).refusal == "batch_not_numbered");
  CHECK(send(in, "msc", UINT64_MAX, {}).refusal == "batch_not_numbered");
  CHECK(send(in, "msc", 7, {}) == counted(0));  // an empty batch is a batch
}

TEST_CASE("the same record in another batch is counted once; another source may use the same key", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001")});
  CHECK(send(in, "msc", 2, {call("a", "48500000001"), call("b", "48500000001")}) == counted(1, 1));
  CHECK(send(in, "pbx", 1, {call("a", "48500000001")}) == counted(1));
  CHECK(town.balance(anna.customer) == -180'000);
}

TEST_CASE("records without a key are known by their content", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  CHECK(send(in, "msc", 1, {call("", "48500000001"), call("", "48500000001", noon() - 2h)}) == counted(2));
  CHECK(send(in, "msc", 2, {call("", "48500000001"), call("", "48500000001", noon() - 3h)}) == counted(1, 1));
  CHECK(town.balance(anna.customer) == -180'000);
}

TEST_CASE("a number charges whoever held it when the call was made", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  auto swap = noon() - 10min;
  core::customer_id boris = town.customer("Orlov");
  town.as("store").transact([&](db::tx& t) {
    store::take_identifier(t, swap, anna.customer, store::identifier_kind::msisdn, "48500000001");
    store::new_subscriber it;
    it.customer = boris;
    it.offering_code = "talk";
    it.tariff_group = "prepaid";
    auto line = store::open_subscriber(t, swap, it);
    store::give_identifier(t, swap, boris, line, store::identifier_kind::msisdn, "48500000001").value();
    // As activation says it when the network has done it.
    db::say(t, {core::uuid::make(swap), boris, "subscriber_activated", "", swap});
    db::say(t, {core::uuid::make(swap), anna.customer, "subscriber_terminated", "", swap});
  });
  auto room = town.as("db");
  db::sequence_events(room, noon());
  CHECK(send(in, "msc", 1, {call("old", "48500000001", swap - 1s), call("new", "48500000001", swap)}) == counted(2));
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.balance(boris) == -60'000);
}

TEST_CASE("a line that was opened a moment ago is found although nothing was heard of it", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  auto anna = town.add_line("48500000001");
  CHECK(send(in, "msc", 1, {call("a", "48500000001")}) == counted(1));
  CHECK(town.balance(anna.customer) == -60'000);
}

TEST_CASE("a call to one of our own numbers is on-net by whose number it is, not by its prefix", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  town.add_line("48777000002");
  auto in = town.make_ingest();
  auto to_ours = call("a", "48500000001"), to_theirs = call("b", "48500000001");
  to_ours.other_party = "777000002";
  to_theirs.other_party = "48777000003";
  CHECK(send(in, "msc", 1, {to_ours, to_theirs}) == counted(2));
  CHECK(town.balance(anna.customer) == -60'000);
}

TEST_CASE("a late record keeps its real date and is priced by the tariff of that day", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  auto then = noon() - 24h * 40;
  CHECK(send(in, "msc", 1, {call("late", "48500000001", then)}) == counted(1));
  CHECK(town.look("SELECT occurred_at = '" + then.text() + "' AND recorded_at = '" + noon().text() + "' FROM billing.ledger") == "t");
  CHECK(town.balance_at(anna.customer, noon() - 1s) == 0);  // nobody had seen it yet
  CHECK(town.balance_at(anna.customer, noon()) == -60'000);
}

TEST_CASE("each record without a price waits in suspense under its reason", "[billing]") {
  tests::usage_case town;
  town.add_line("48500000001");
  town.add_line("48500000003", tests::born, "unpriced");
  auto in = town.make_ingest();
  std::vector<bus::usage_record> odd;
  auto add = [&](auto change) {
    odd.push_back(call("", "48500000001"));
    change(odd.back());
  };
  add([](auto& it) { it.service = bus::usage_service::unspecified; });
  add([](auto& it) { it.subscriber_kind = bus::usage_subscriber_kind::unspecified; });
  add([](auto& it) { it.start = noon() + 2h; });
  add([](auto& it) { it.start = core::instant::from_micros(INT64_MIN); });
  add([](auto& it) { it.subscriber = "no number"; });
  add([](auto& it) { it.subscriber = "48599999999"; });
  add([](auto& it) { it.start = tests::born - 1s; });
  add([](auto& it) { it.subscriber = "48500000003"; });
  add([](auto& it) { it.service = bus::usage_service::data; });
  add([](auto& it) { it.service = bus::usage_service::sms; });
  add([](auto& it) { it.quantity = -5; });
  CHECK(send(in, "msc", 1, odd) == counted(0, 0, static_cast<std::uint32_t>(odd.size())));
  CHECK(town.look("SELECT string_agg(reason, ' ' ORDER BY suspense_id) FROM billing.suspense") ==
        "record_unreadable record_unreadable start_out_of_range start_out_of_range subscriber_unreadable subscriber_unknown "
        "subscriber_unknown tariff_unknown no_section no_destination out_of_range");
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == 0);
  CHECK(send(in, "msc", 2, odd) == counted(0, static_cast<std::uint32_t>(odd.size())));  // a suspended record has been seen too
}

TEST_CASE("batches in any order leave the same money", "[billing]") {
  tests::usage_case town;
  std::vector<tests::usage_case::line> people;
  for (int i = 0; i < 5; ++i) people.push_back(town.add_line("4850000000" + std::to_string(i)));
  auto in = town.make_ingest();
  std::uint64_t sequences[] = {4, 1, 5, 3, 2};
  for (auto sequence : sequences) {
    std::vector<std::string> keys;
    for (int i = 0; i < 20; ++i) keys.push_back(std::to_string(sequence * 15 + static_cast<std::uint64_t>(i)));  // they overlap
    std::vector<bus::usage_record> records;
    for (int i = 0; i < 20; ++i)
      records.push_back(call(keys[static_cast<std::size_t>(i)], people[std::stoul(keys[static_cast<std::size_t>(i)]) % 5].msisdn));
    send(in, "msc", sequence, records);
  }
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == 80);
  CHECK(town.number("SELECT sum(balance_micros)::bigint FROM billing.published_balance") == -80 * 60'000);
  CHECK(town.broken_chains() == 0);
  CHECK(in.standing("msc") == bus::usage_standing{1, 5});
  CHECK(in.standing("nobody") == bus::usage_standing{});
}

TEST_CASE("a connection cut between COPY and COMMIT leaves nothing half, and the batch goes in when it comes again", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001")});
  for (auto when : {"BEFORE UPDATE ON billing.lane", "BEFORE INSERT ON billing.batch"}) {
    town.look("CREATE OR REPLACE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
              "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NEW; END $$");
    town.look(std::string{"CREATE TRIGGER cut "} + when + " FOR EACH ROW EXECUTE FUNCTION public.cut()");
    CHECK_THROWS_AS(send(in, "msc", 2, {call("b", "48500000001"), call("x", "48599999999")}), db::unavailable);
    CHECK(town.balance(anna.customer) == -60'000);
    CHECK(town.number("SELECT count(*) FROM billing.suspense") == 0);
    CHECK(town.number("SELECT pos FROM billing.source") == 1);
    CHECK(town.number("SELECT count(*) FROM billing.batch") == 1);
    town.look(std::string{"DROP TRIGGER cut "} + (std::string_view{when}.substr(std::string_view{when}.find("ON"))).data());
  }
  CHECK(send(in, "msc", 2, {call("b", "48500000001"), call("x", "48599999999")}) == counted(1, 0, 1));
  CHECK(town.balance(anna.customer) == -120'000);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("a COMMIT whose answer is lost is looked up, not repeated blindly", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  // The first COMMIT fails as the connection dies in it; what follows finds no batch and writes it.
  town.look("CREATE TABLE public.once (n int); INSERT INTO public.once VALUES (1); GRANT ALL ON public.once TO PUBLIC");
  town.look("CREATE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
            "IF nextval('public.times') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF; RETURN NULL; END $$; "
            "CREATE SEQUENCE public.times");
  town.look("CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON billing.batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cut()");
  CHECK(send(in, "msc", 1, {call("a", "48500000001")}) == counted(1));
  CHECK(town.number("SELECT last_value FROM public.times") == 2);
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.broken_chains() == 0);
}

TEST_CASE("a record that comes again after months is known, also by a program with little memory", "[billing]") {
  tests::usage_case town;
  town.add_line("48500000001");
  auto in = town.make_ingest();
  for (std::uint64_t month = 1; month <= 5; ++month)
    send(in, "msc", month, {call("a" + std::to_string(month), "48500000001", tests::born + 24h * 10 * month),
                            call("b" + std::to_string(month), "48599999999", tests::born + 24h * 10 * month + 1h)});
  db::copy_session session{town.database().config(), "billing"};
  billing::seen_keys forgetful{1};
  auto first = [&](const std::string& key, core::instant start) {
    auto record = call(key, "48500000001", start);
    bool answer = false;
    session.transact([&](db::copy_tx& t) {
      billing::seen_keys::keyed it{billing::record_key("msc", record, ""), start};
      forgetful.ask(t, "msc");
      auto answers = t.settle();
      REQUIRE(forgetful.hear(t, "msc", answers[0], answers[1]));
      answer = forgetful.find_first(t, "msc", std::span{&it, 1})[0];
      return false;
    });
    return answer;
  };
  for (int round = 0; round < 2; ++round) {
    CHECK_FALSE(first("a1", tests::born + 24h * 10));
    CHECK_FALSE(first("b5", tests::born + 24h * 50 + 1h));  // it waits in suspense: it has been seen all the same
    CHECK_FALSE(first("a3", tests::born + 24h * 30));
    CHECK(first("a9", tests::born + 24h * 30));
  }
}
