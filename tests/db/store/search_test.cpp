// Anybody is found by anything, and every search keeps to its indexes among a hundred thousand people.
#include "store/search.hpp"

#include "store/identifier.hpp"
#include "store/search_sql.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/big_town.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;
using store::certainty;
using store::identifier_kind;

namespace {

const core::numbering_plan russia{"7", "8", "810", {10}};

struct town {
  database_case world;
  operator_for_test with;
  core::customer_id anna, ivan, firm;
  core::subscriber_id annas, ivans;

  town() {
    world.as("store").transact([&](db::tx& t) {
      auto who = person("Анна", "Щёлокова");
      who.email = "anna@example.org";
      who.contract_number = "AB-77/1";
      who.document_kind = "passport";
      who.document_number = "45 08 123456";
      who.external_id = "old-17";
      anna = add(t, who);
      ivan = add(t, person("Ivan", "Kowalski"));
      auto company = person("", "ООО «Ромашка»");
      company.kind = store::party_kind::organisation;
      firm = add(t, company);
      annas = line_of(t, anna);
      ivans = line_of(t, ivan, "postpaid_bundle");
      give(t, anna, annas, identifier_kind::msisdn, "79165550142");
      give(t, anna, annas, identifier_kind::imsi, "250011234567890");
      give(t, anna, annas, identifier_kind::iccid, std::string{core::iccid::parse("897012000000000000")->digits()});
      give(t, ivan, ivans, identifier_kind::msisdn, "79165551942");
      give(t, ivan, ivans, identifier_kind::login, "ivan@home");
    });
  }
  static void give(db::tx& t, core::customer_id to, core::subscriber_id line, identifier_kind kind,
                   const std::string& norm) {
    REQUIRE(store::give_identifier(t, noon(), to, line, kind, norm).has_value());
  }
  store::found_page find(const std::string& typed, std::size_t limit = 20, std::size_t offset = 0) {
    return world.as("store").read([&](db::tx& t) { return store::find_anyone(t, russia, typed, limit, offset); });
  }
  // The one who is found; nobody, or several, is the empty id.
  core::customer_id only(const std::string& typed) {
    auto page = find(typed);
    return page.results.size() == 1 ? page.results[0].customer_id : core::customer_id{};
  }
};

}  // namespace

TEST_CASE("every search is understood by PostgreSQL") {
  database_case world;
  prepare_all(world.as("store"), store::sql::all_searches);
}

TEST_CASE("a person is found by any identifier typed any way") {
  town it;
  for (std::string typed : {"+7 916 555-01-42",
                            "8 (916) 555 01 42",
                            "9165550142",
                            "0142",
                            "50142",
                            "5550142",
                            "8916555014",
                            "250011234567890",
                            "897012000000000000",
                            "8970120000000000001",
                            "anna@example.org",
                            "ANNA@EXAMPLE.ORG",
                            "anna@ex",
                            "AB-77/1",
                            "ab771",
                            "4508 123456",
                            "old-17",
                            "Щёлокова",
                            "щелокова анна",
                            "анн щел",
                            "Anna Shchelokova",
                            "schelokova",
                            "Щолокова"}) {
    INFO(typed);
    CHECK(it.only(typed) == it.anna);
  }
  CHECK(it.only("ivan@home") == it.ivan);
  CHECK(it.only("Ковальски") == it.ivan);
  CHECK(it.only("kowalsky") == it.ivan);
  CHECK(it.only("romashka") == it.firm);
  CHECK(it.only("ромашка ооо") == it.firm);
}

TEST_CASE("who fits is shown with what matched and how sure that is") {
  town it;
  auto exact = it.find("8 916 555 01 42").results.at(0);
  CHECK(exact.sure == certainty::exact);
  CHECK(exact.matched_kind == identifier_kind::msisdn);
  CHECK(exact.matched_shown == "+7 916 555-01-42");
  CHECK(exact.name == "Анна Щёлокова");
  CHECK(exact.subscriber_id == it.annas);
  CHECK(exact.state == store::subscriber_state::pending_active);
  CHECK(exact.offering_code == "prepaid_voice");
  CHECK(it.find("0142").results.at(0).sure == certainty::partial);
  CHECK(it.find("4508123456").results.at(0).matched_shown == "passport …3456");
  CHECK(it.find("ab771").results.at(0).matched_shown == "AB-77/1");
  CHECK(it.find("ab771").results.at(0).subscriber_id == it.annas);  // the customer's line opens
  CHECK_FALSE(it.find("romashka").results.at(0).subscriber_id);
}

TEST_CASE("people of one name are told apart by their number, of which a list shows no more than that needs") {
  town at;
  auto anna = at.find("щёлокова").results.at(0);
  CHECK(anna.matched_kind == identifier_kind::name);
  CHECK(anna.number == "7916****142");
  auto second = at.world.as("store").transact([&](db::tx& t) {
    auto namesake = add(t, person("Анна", "Щёлокова"));
    town::give(t, namesake, line_of(t, namesake, "home_fibre"), identifier_kind::login, "fibre00044");
    return namesake;
  });
  auto both = at.find("щёлокова").results;
  REQUIRE(both.size() == 2);
  for (const auto& each : both) CHECK(each.number == (each.customer_id == second ? "fi****044" : "7916****142"));
  CHECK_FALSE(at.find("ромашка").results.at(0).number);
}

TEST_CASE("an ending shared by two people shows both, and pages cut the list") {
  town it;
  CHECK(it.find("1942").total == 1);
  auto both = it.find("Kowalski");
  CHECK(both.total == 1);
  it.world.as("store").transact([&](db::tx& t) {
    for (int i = 0; i < 7; ++i) {
      auto customer = add(t, person("Piotr", "Kowalski"));
      auto line = line_of(t, customer);
      town::give(t, customer, line, identifier_kind::msisdn, "7916000" + std::to_string(i) + "777");
    }
  });
  CHECK(it.find("777").total == 0);  // three digits are too few
  CHECK(it.find("0777").total == 1);
  auto first = it.find("kowalski", 5), second = it.find("kowalski", 5, 5), none = it.find("kowalski", 5, 50);
  CHECK(first.total == 8);
  CHECK(first.results.size() == 5);
  CHECK(second.results.size() == 3);
  CHECK(none.results.empty());
  for (const auto& a : first.results)
    for (const auto& b : second.results) CHECK(a.customer_id != b.customer_id);
}

TEST_CASE("whole words come before beginnings of words") {
  town it;
  auto longer = it.world.as("store").transact([&](db::tx& t) { return add(t, person("Ivanna", "Kowalskaya")); });
  auto shorter = it.world.as("store").transact([&](db::tx& t) { return add(t, person("Iva", "Nowak")); });
  auto page = it.find("iva");
  REQUIRE(page.results.size() == 3);
  CHECK(page.results[0].customer_id == shorter);
  CHECK(it.find("ivan").results.at(0).customer_id == it.ivan);
  CHECK(it.find("ivann").results.at(0).customer_id == longer);
}

TEST_CASE("a misspelt name is found when nothing fits, and a near miss is not when something does") {
  town it;
  CHECK(it.only("Kovalsky") == it.ivan);
  CHECK(it.only("Kowaslki") == core::customer_id{});  // half of its sounds are others
  CHECK(it.only("Shcelokova") == it.anna);
  CHECK(it.only("Щелоква Анна") == it.anna);
  CHECK(it.find("Kowalski").total == 1);
}

TEST_CASE("the number somebody had before finds its former holder, after its present one") {
  town it;
  it.world.as("store").transact([&](db::tx& t) {
    store::take_identifier(t, noon() + 1h, it.anna, identifier_kind::msisdn, "79165550142");
    REQUIRE(
        store::give_identifier(t, noon() + 2h, it.ivan, it.ivans, identifier_kind::msisdn, "79165550142").has_value());
  });
  auto page = it.find("9165550142");
  REQUIRE(page.results.size() == 2);
  CHECK(page.results[0].customer_id == it.ivan);
  CHECK_FALSE(page.results[0].former);
  CHECK(page.results[1].customer_id == it.anna);
  CHECK(page.results[1].former);
}

TEST_CASE("nothing, stars, quotes and wild cards find nobody and break nothing") {
  town it;
  for (std::string typed : {"", " ", "%", "_", "%%%%", "'; DROP TABLE store.identifier; --", "\\", "*", "\"",
                            "a'b\"c%_\\", "\xF0\x9F\x98\x80"}) {
    INFO(typed);
    CHECK(it.find(typed).total == 0);
  }
  CHECK(it.find("%nna").total == 0);
  CHECK(it.find("a_na").total == 0);
}

TEST_CASE("no search reads a whole table, whichever plan PostgreSQL keeps for it") {
  database_case world;
  settle(world);
  struct shape {
    const char* name;
    const db::query* query;
    std::string arguments;
  };
  const std::string none = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
  const std::vector<shape> shapes = {
      {"whole identifiers", &store::sql::find_exact,
       "'{msisdn,imsi,iccid,contract}', '{79160000017,250010000000017,8970120000000000017,C17}'"},
      {"last four digits", &store::sql::find_partial, "200, '7100', '{}', '{}', " + none},
      {"last seven digits", &store::sql::find_partial, "200, '7100000', '{}', '{}', " + none},
      {"first digits", &store::sql::find_partial,
       "200, NULL, '{msisdn,imsi,iccid}', '{7916000,25001000,89701200}', " + none},
      {"first letters of a contract", &store::sql::find_partial, "200, NULL, '{contract}', '{C12}', " + none},
      {"first letters of an address", &store::sql::find_partial, "200, NULL, '{email}', '{p12}', " + none},
      {"one word", &store::sql::find_partial,
       "200, NULL, '{}', '{}', '% abc %', '% abc %', '% abc %', '% abc %', '% abc%', '% abc%', '% abc%', '% abc%'"},
      {"two words", &store::sql::find_partial,
       "200, NULL, '{}', '{}', '% abc %', '% de %', '% abc %', '% abc %', '% abc%', '% de%', '% abc%', '% abc%'"},
      {"names that sound alike", &store::sql::find_similar, "200, 'abcde', 'abcde'"},
      {"who was found", &store::sql::describe_found, "'{1,2,3}', '{0,2,0}'"},
  };
  for (const auto& of : shapes)
    for (const char* cache : {"force_generic_plan", "force_custom_plan"}) {
      INFO(of.name << ", " << cache);
      auto plan = plan_of(world, cache, *of.query, of.arguments);
      INFO(plan);
      CHECK(plan.find("Index") != std::string::npos);
      CHECK(read_whole(plan).empty());
    }
}
