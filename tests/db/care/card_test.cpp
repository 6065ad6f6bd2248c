// The card from the database: every part in its place, each customer's own, and in four statements.
#include "care/subscriber_card.hpp"

#include <algorithm>

#include "care/care_sql.hpp"
#include "store/identifier.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/big_town.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;
using store::contact_channel;
using store::contact_purpose;
using store::hold_reason;

namespace {

struct anna_at_the_desk {
  database_case world;
  operator_for_test with;
  core::customer_id anna, bob;
  core::subscriber_id line, second;

  anna_at_the_desk() {
    world.as("care").transact([&](db::tx& t) {
      auto who = person("Анна", "Щёлокова");
      who.document_kind = "passport";
      who.document_number = "4508 123456";
      who.segment = "families";
      anna = add(t, who);
      bob = add(t, person("Bob", "Brown"));
      second = line_of(t, anna, "home_fibre");
      line = line_of(t, anna, "talk_freely");
      line_of(t, bob);
      for (auto [kind, norm] : {std::pair{store::identifier_kind::msisdn, "79165550142"},
                                {store::identifier_kind::imsi, "250011234567890"}})
        REQUIRE(store::give_identifier(t, noon(), anna, line, kind, norm).has_value());
      REQUIRE(store::give_identifier(t, noon(), anna, second, store::identifier_kind::login, "anna@home").has_value());
      REQUIRE(store::move_subscriber(t, noon(), line, store::subscriber_state::active).has_value());
    });
  }
  care::subscriber_card card(core::instant at = noon()) {
    auto it = world.as("care").read([&](db::tx& t) { return care::find_card(t, at, line); });
    REQUIRE(it);
    return *it;
  }
  std::string id(core::customer_id it) { return std::to_string(it.value()); }
  std::string id(core::subscriber_id it) { return std::to_string(it.value()); }
};

}  // namespace

TEST_CASE("every query of the desk is understood by PostgreSQL") {
  database_case world;
  prepare_all(world.as("care"), care::sql::all);
}

TEST_CASE("the card shows who it is, the line asked for first, and the customer's other lines") {
  anna_at_the_desk at;
  auto card = at.card();
  CHECK(card.person.given_name == "Анна");
  CHECK(card.person.document_last4 == "3456");
  CHECK(card.person.segment == "families");
  CHECK(card.person.since == noon());
  CHECK(card.person.local_hour == 11);  // Warsaw in winter
  CHECK(card.person.balance_micros == 0);
  CHECK(card.person.currency == "EUR");
  CHECK(card.line.subscriber_id == at.line);
  CHECK(card.line.msisdn == "79165550142");
  CHECK(card.line.imsi == "250011234567890");
  CHECK_FALSE(card.line.iccid);
  CHECK(card.line.activated_at == noon());
  REQUIRE(card.other_lines.size() == 1);
  CHECK(card.other_lines[0].login == "anna@home");
  CHECK(card.timeline.empty());
  CHECK(card.usage.empty());
  CHECK(card.orders.empty());
}

TEST_CASE("the card of nobody is nothing") {
  database_case world;
  CHECK_FALSE(world.as("care").read([](db::tx& t) { return care::find_card(t, noon(), core::subscriber_id{999}); }));
}

TEST_CASE("the card shows what holds messages back, what was agreed to and what is complained about, at its own time") {
  anna_at_the_desk at;
  at.world.as("care").transact([&](db::tx& t) {
    store::record_consent(t, noon(), at.anna, contact_purpose::offer, contact_channel::sms, true, "v1", "shop");
    store::record_consent(t, noon() + 1h, at.anna, contact_purpose::offer, contact_channel::sms, false, "v1", "app");
    store::record_consent(t, noon(), at.anna, contact_purpose::offer, contact_channel::email, true, "v1", "shop");
    store::record_consent(t, noon(), at.bob, contact_purpose::survey, contact_channel::email, false, "v1", "shop");
    store::place_hold(t, {core::uuid::make(noon()), at.anna, hold_reason::promise_of_payment, noon(), noon() + 2h, ""});
    store::place_hold(t, {core::uuid::make(noon()), at.bob, hold_reason::outage, noon(), {}, ""});
  });
  auto now = at.card();
  CHECK(now.consents.size() == 2);
  CHECK(now.holds == std::vector{hold_reason::promise_of_payment});
  CHECK(care::decide_contact(now, contact_purpose::offer).may);
  auto later = at.card(noon() + 2h);
  CHECK(later.holds.empty());
  for (const auto& each : later.consents) CHECK(each.given == (each.channel == contact_channel::email));
}

TEST_CASE(
    "the card shows usage of its line and orders of the customer, newest first, through the siblings' published "
    "views") {
  anna_at_the_desk at;
  auto usage = [&](core::customer_id customer, core::subscriber_id line, int pos, const std::string& when) {
    at.world.look(
        "INSERT INTO billing.ledger (segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, "
        "kind, subscriber_id, "
        "occurred_at, recorded_at, terms_id, batch_id, service, incoming, other_party, destination, quantity) VALUES "
        "(1, " +
        at.id(customer) + ", billing.lane_of(" + at.id(customer) + "), " + std::to_string(pos) +
        ", 0, 0, -1250000, 0, 'usage', " + at.id(line) + ", '" + when + "', '" + when +
        "', 1, 1, 'voice', false, '74951234567', 'Moscow', 61)");
  };
  at.world.look(
      "INSERT INTO billing.terms (offering_code, offering_version, tariff_code, tariff_version, tariff_group, scratch) "
      "VALUES ('talk_freely', 1, 'talk', 3, 'prepaid', false)");
  usage(at.anna, at.line, 1, "2026-03-01 10:00Z");
  usage(at.anna, at.line, 2, "2026-03-02 09:00Z");
  usage(at.anna, at.second, 3, "2026-03-02 09:30Z");
  usage(at.bob, at.line, 1, "2026-03-02 09:45Z");
  for (int i = 0; i < 12; ++i)
    at.world.look(
        "INSERT INTO activation.service_order (customer_id, order_id, kind, state, subscriber_id, offering_code, "
        "digest, accepted_at, accepted_by, finished_at) "
        "VALUES (" +
        at.id(at.anna) + ", gen_random_uuid(), 'activate_subscriber', 'completed', " + at.id(at.line) +
        ", 'talk_freely', gen_random_uuid(), '2026-03-02 09:00Z'::timestamptz + " + std::to_string(i) +
        " * interval '1 min', 'olga', now())");
  auto card = at.card();
  REQUIRE(card.usage.size() == 2);
  CHECK(card.usage[0].occurred_at == *core::instant::parse("2026-03-02T09:00:00Z"));
  CHECK(card.usage[0].charge_micros == 1'250'000);
  CHECK(card.usage[0].quantity == 61);
  CHECK(card.usage[0].tariff_code == "talk");
  CHECK(card.person.balance_micros == -3'750'000);  // both lines are paid by one account
  REQUIRE(card.orders.size() == 10);
  CHECK(card.orders[0].at == *core::instant::parse("2026-03-02T09:11:00Z"));
  CHECK(card.orders[0].what == "New line, talk_freely");

  auto blind =
      at.world.as("care").read([&](db::tx& t) { return care::find_card(t, noon(), at.line, {.usage = false}); });
  CHECK(blind->usage.empty());
}

TEST_CASE(
    "the next fee of a line is all that falls due on its next day, and nothing of other lines or of what has ended") {
  anna_at_the_desk at;
  CHECK_FALSE(at.card().person.fee_on);
  auto fee = [&](core::subscriber_id line, int product, const std::string& charged_to, int euros,
                 const std::string& ended = "NULL") {
    at.world.look(
        "INSERT INTO billing.fee (customer_id, product_id, price_code, subscriber_id, label, kind, amount_micros, "
        "proration, offering_code, "
        "offering_version, tariff_group, scratch, began_at, ended_at, charged_to, due_at) VALUES (" +
        at.id(at.anna) + ", " + std::to_string(product) + ", 'monthly', " + at.id(line) +
        ", 'Monthly fee', 'monthly', " + std::to_string(euros) +
        " * 1000000, 'by_day', 'talk_freely', 1, 'prepaid', false, '2026-01-01', " + ended + ", '" + charged_to +
        "', '" + charged_to + "')");
  };
  fee(at.line, 1, "2026-04-01", 5);
  fee(at.line, 2, "2026-04-01", 3);
  fee(at.line, 3, "2026-05-01", 100);
  fee(at.line, 4, "2026-03-15", 7, "'2026-02-01'");
  fee(at.second, 5, "2026-03-10", 9);
  auto card = at.card();
  CHECK(card.person.fee_micros == 8'000'000);
  CHECK(card.person.fee_on == core::parse_date("2026-04-01"));
}

TEST_CASE("the desk reads a sibling's published views and nothing else of it") {
  anna_at_the_desk at;
  for (auto* sql : {"SELECT 1 FROM billing.ledger", "SELECT 1 FROM activation.service_order",
                    "UPDATE activation.published_order SET state = 'held'", "SELECT 1 FROM billing.batch"}) {
    INFO(sql);
    CHECK_THROWS(at.world.as("care").transact([&](db::tx& t) { t.run_script(sql); }));
  }
}

TEST_CASE("no room can unsay a consent, unsend a contact or rewrite the timeline") {
  anna_at_the_desk at;
  for (auto* sql :
       {"UPDATE store.consent SET given = false", "DELETE FROM store.consent", "DELETE FROM store.contact_log",
        "UPDATE store.timeline SET title = 'x'", "DELETE FROM store.timeline"}) {
    INFO(sql);
    CHECK_THROWS(at.world.as("care").transact([&](db::tx& t) { t.run_script(sql); }));
  }
}

TEST_CASE("a customer with many lines shows twenty others, the living before the ended") {
  anna_at_the_desk at;
  at.world.as("care").transact([&](db::tx& t) {
    for (int i = 0; i < 25; ++i) {
      auto other = line_of(t, at.anna);
      if (i < 10) REQUIRE(store::move_subscriber(t, noon(), other, store::subscriber_state::terminated).has_value());
    }
  });
  auto card = at.card();
  CHECK(card.line.subscriber_id == at.line);
  REQUIRE(card.other_lines.size() == 20);
  for (std::size_t i = 0; i < 16; ++i) CHECK(card.other_lines[i].state == store::subscriber_state::pending_active);
  CHECK(card.other_lines[16].state == store::subscriber_state::terminated);
}

TEST_CASE("among a hundred thousand people the card reads no table from end to end, whichever plan PostgreSQL keeps") {
  database_case world;
  settle(world);
  // Few rows each, whatever the size of the operator; and the part of the ledger that is still open has no index yet.
  const std::vector<std::string> small = {"offering", "snapshot_head", "terms", "lane", "ledger_1"};
  const std::vector<std::pair<const db::query*, std::string>> statements = {
      {&care::sql::find_customer_of, "50000"},
      {&care::sql::card_who, "50000, 50000, '2026-03-02 10:00Z'"},
      {&care::sql::card_lines, "50000, 50000"},
      {&care::sql::card_usage, "50000, 50000, 20"},
      {&care::sql::card_facts, "50000, '2026-03-02 10:00Z', 10"},
      {&care::sql::find_complaint, "'00000000-0000-0000-0000-000000000001'"},
      {&care::sql::find_survey, "'00000000-0000-0000-0000-000000000001'"},
  };
  // Empty tables are read whole by any planner: fill them.
  world.look(
      "INSERT INTO care.complaint (customer_id, complaint_id, subscriber_id, state, about, opened_at, opened_by) "
      "SELECT customer_id, gen_random_uuid(), subscriber_id, 'open', 'x', now(), 'x' FROM store.subscriber; "
      "INSERT INTO care.survey (customer_id, survey_id, subscriber_id, question, channel, asked_at, asked_by) "
      "SELECT customer_id, gen_random_uuid(), subscriber_id, 'x', 'sms', now(), 'x' FROM store.subscriber; "
      "INSERT INTO store.consent (customer_id, purpose, channel, given, wording_version, source, recorded_at) "
      "SELECT customer_id, 'offer', 'sms', true, '', '', now() FROM store.customer; "
      "INSERT INTO store.contact_hold SELECT customer_id, gen_random_uuid(), 'outage', now(), NULL, '' FROM "
      "store.customer; "
      "INSERT INTO activation.service_order (customer_id, order_id, kind, state, subscriber_id, offering_code, digest, "
      "accepted_at, accepted_by, finished_at) "
      "SELECT customer_id, gen_random_uuid(), 'activate_subscriber', 'completed', subscriber_id, 'x', "
      "gen_random_uuid(), now(), 'x', now() FROM store.subscriber; "
      "INSERT INTO billing.fee (customer_id, product_id, price_code, subscriber_id, label, kind, amount_micros, "
      "proration, offering_code, offering_version, "
      "tariff_group, scratch, began_at, charged_to, due_at) SELECT customer_id, subscriber_id, 'monthly', "
      "subscriber_id, 'x', 'monthly', 1, 'by_day', 'x', 1, "
      "'g', false, now(), '2026-04-01', now() FROM store.subscriber; "
      "ANALYZE");
  for (const auto& [query, arguments] : statements)
    for (const char* cache : {"force_generic_plan", "force_custom_plan"}) {
      auto plan = plan_of(world, cache, *query, arguments);
      INFO(query->name << ", " << cache << "\n" << plan);
      for (const auto& table : read_whole(plan)) CHECK(std::find(small.begin(), small.end(), table) != small.end());
    }
}
