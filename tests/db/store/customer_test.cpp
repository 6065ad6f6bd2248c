// Customers and their lines in the database, and what the schema itself refuses.
#include "store/customer.hpp"

#include "store/identifier.hpp"
#include "store/refusals.hpp"
#include "store/store_sql.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

// PostgreSQL's own words; empty when it did what it was told.
std::string answer_to(database_case& world, const std::string& sql) {
  try {
    world.look(sql);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("every query of the store is understood by PostgreSQL") {
  database_case world;
  prepare_all(world.as("store"), store::sql::all);
}

TEST_CASE("a customer is written whole and read back as it was given") {
  database_case world;
  operator_for_test with;
  auto who = person("Анна", "Щёлокова");
  who.birth_date = core::parse_date("1990-02-28");
  who.language = "ru";
  who.time_zone = "Europe/Moscow";
  who.email = " Anna@Example.org ";
  who.contract_number = "AB-77/1";
  who.document_kind = "passport";
  who.document_number = "45 08 123456";
  who.segment = "families";
  who.currency = "RUB";
  who.pays = store::payment_mode::postpaid;
  who.bill_day = 31;
  who.external_id = "old-17";
  auto id = world.as("store").transact([&](db::tx& t) { return store::add_customer(t, noon(), who); }).value();

  auto kept = world.as("store").read([&](db::tx& t) { return store::find_customer(t, id); });
  REQUIRE(kept);
  CHECK(kept->given_name == "Анна");
  CHECK(kept->family_name == "Щёлокова");
  CHECK(kept->email == "anna@example.org");
  CHECK(kept->contract_number == "AB-77/1");
  CHECK(kept->time_zone == "Europe/Moscow");
  CHECK(kept->document_last4 == "3456");
  CHECK(kept->pays == store::payment_mode::postpaid);
  CHECK(kept->bill_day == 31);
  CHECK(kept->currency == "RUB");
  CHECK(kept->since == noon());

  auto names = world.as("store").read([&](db::tx& t) { return store::identifiers_of(t, id); });
  CHECK(names.size() == 5);  // contract, document, e-mail, external id, name
  CHECK(world.look("SELECT count(*) FROM store.identifier WHERE norm LIKE '%123456%'") == "0");  // no document in clear
}

TEST_CASE("a customer who gave no zone lives in the operator's, and one without a contract number gets one") {
  database_case world;
  operator_for_test with;
  auto kept =
      world.as("store").transact([&](db::tx& t) { return store::find_customer(t, add(t, person("Jan", "Nowak"))); });
  REQUIRE(kept);
  CHECK(kept->time_zone == "Europe/Warsaw");
  CHECK(kept->contract_number == "C00000000" + std::to_string(kept->customer_id.value()));
}

TEST_CASE("a contract, a document or an outside id of somebody else is refused, and nothing is left behind") {
  database_case world;
  operator_for_test with;
  auto first = person("Jan", "Nowak");
  first.contract_number = "AB-1";
  first.document_kind = "id_card";
  first.document_number = "ABC 123456";
  first.external_id = "17";
  world.as("store").transact([&](db::tx& t) { return store::add_customer(t, noon(), first); }).value();

  auto second = [&](auto change) {
    auto who = person("Piotr", "Lis");
    change(who);
    auto refused = world.as("store").transact([&](db::tx& t) { return store::add_customer(t, noon(), who); });
    REQUIRE_FALSE(refused.has_value());
    CHECK(world.look("SELECT count(*) FROM store.customer") == "1");
    CHECK(world.look("SELECT count(*) FROM store.identifier WHERE norm LIKE '%piotr%'") == "0");
    return refused.error().sentence();
  };
  CHECK(second([](auto& who) { who.contract_number = "a b 1"; }) ==
        "It already belongs to somebody else. Its kind is contract.");
  CHECK(second([](auto& who) { who.document_kind = "passport", who.document_number = "abc-123456"; }) ==
        "It already belongs to somebody else. Its kind is document.");
  CHECK(second([](auto& who) { who.external_id = "17"; }) ==
        "It already belongs to somebody else. Its kind is external.");
}

TEST_CASE("two people may share a name and an e-mail address") {
  database_case world;
  operator_for_test with;
  auto twin = person("Jan", "Nowak");
  twin.email = "house@example.org";
  world.as("store").transact([&](db::tx& t) {
    CHECK(store::add_customer(t, noon(), twin).has_value());
    CHECK(store::add_customer(t, noon(), twin).has_value());
  });
  CHECK(world.look("SELECT count(*) FROM store.identifier WHERE kind = 'email'") == "2");
}

TEST_CASE("a line is opened pending, becomes active, is suspended, resumed and ended") {
  database_case world;
  operator_for_test with;
  world.as("store").transact([&](db::tx& t) {
    auto customer = add(t, person("Jan", "Nowak"));
    auto line = line_of(t, customer);
    using state = store::subscriber_state;
    auto now = noon();
    auto opened = store::find_subscriber(t, line).value();
    CHECK(opened.state == state::pending_active);
    CHECK(opened.created_at == now);
    CHECK_FALSE(opened.activated_at);
    CHECK(store::move_subscriber(t, now, line, state::suspended).error() == store::move_not_permitted);
    CHECK(store::move_subscriber(t, now + 1h, line, state::active).has_value());
    CHECK(store::move_subscriber(t, now + 2h, line, state::suspended).has_value());
    CHECK(store::move_subscriber(t, now + 3h, line, state::active).has_value());
    CHECK(store::find_subscriber(t, line)->activated_at == now + 1h);  // the first time counts
    CHECK(store::move_subscriber(t, now + 4h, line, state::terminated).has_value());
    CHECK(store::find_subscriber(t, line)->terminated_at == now + 4h);
    CHECK(store::move_subscriber(t, now + 5h, line, state::active).error() == store::move_not_permitted);
    CHECK(store::move_subscriber(t, now, core::subscriber_id{999}, state::active).error() == store::subscriber_unknown);
    CHECK(store::subscribers_of(t, customer).size() == 1);
  });
  CHECK(world.look("SELECT valid_to FROM store.product") == "2026-03-02 14:00:00+00");
}

TEST_CASE("nobody is there: nothing is found, nothing is locked") {
  database_case world;
  world.as("store").transact([&](db::tx& t) {
    CHECK_FALSE(store::find_customer(t, core::customer_id{999}));
    CHECK_FALSE(store::lock_customer(t, core::customer_id{999}));
    CHECK_FALSE(store::find_subscriber(t, core::subscriber_id{999}));
  });
}

TEST_CASE("the schema itself refuses what no program should write") {
  database_case world;
  operator_for_test with;
  auto customer = world.as("store").transact([&](db::tx& t) {
    auto it = add(t, person("Jan", "Nowak"));
    line_of(t, it);
    return it;
  });
  auto id = std::to_string(customer.value());
  const std::vector<std::string> writes = {
      "UPDATE store.customer SET contract_number = ''",
      "UPDATE store.party SET family_name = ''",
      "UPDATE store.party SET language = 'Polish'",
      "UPDATE store.party SET time_zone = ''",
      "UPDATE store.party SET email = 'nobody'",
      "UPDATE store.party SET document_kind = 'passport'",
      "UPDATE store.party SET document_kind = 'passport', document_last4 = '123456'",
      "UPDATE store.party SET kind = 'organisation'",
      "UPDATE store.billing_account SET bill_day = 32",
      "UPDATE store.billing_account SET currency = 'eur'",
      "UPDATE store.subscriber SET state = 'active'",
      "UPDATE store.subscriber SET state = 'sleeping'",
      "UPDATE store.subscriber SET terminated_at = now()",
      "UPDATE store.subscriber SET offering_version = 0",
      "DELETE FROM store.customer",
      "UPDATE store.product SET valid_to = valid_from - interval '1 s'",
      "INSERT INTO store.party (customer_id, kind, family_name, language, time_zone) VALUES (" + id +
          ", 'person', 'Lis', 'pl', 'UTC')",
      "INSERT INTO store.product (customer_id, subscriber_id, offering_code, offering_version, valid_from) "
      "SELECT customer_id, subscriber_id, 'second', 1, valid_from FROM store.product",
      "INSERT INTO store.identifier (kind, norm, customer_id, valid_from) VALUES ('msisdn', '48601000001', " + id +
          ", now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, valid_from) VALUES ('contract', '', " + id + ", now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, valid_from) VALUES ('nickname', 'j', " + id + ", now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from) VALUES ('msisdn', "
      "'+48601000001', " +
          id + ", 1, now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from) VALUES ('imsi', '26001x', " +
          id + ", 1, now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from) VALUES ('iccid', '894800', " +
          id + ", 1, now())",
      "INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from) VALUES ('msisdn', "
      "'48601000001', " +
          id + ", 77, now())",
      "INSERT INTO store.timeline VALUES (" + id +
          ", gen_random_uuid(), NULL, now(), 'order', '', '', '', 'neutral', '', '')",
      "INSERT INTO store.timeline VALUES (" + id +
          ", gen_random_uuid(), NULL, now(), 'order', 'Sold', '', '', 'loud', '', '')",
  };
  for (const auto& bad : writes) {
    INFO(bad);
    CHECK(answer_to(world, bad).find("violates") != std::string::npos);
  }
}
