// Publishing and finding versions, in a real database.
#include "catalog/load_catalog.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "catalog/catalog_sql.hpp"
#include "catalog/find.hpp"
#include "catalog/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {

std::string sample(std::string_view name) {
  std::ifstream in{fmt::format("{}/catalog/samples/{}.json", ABONENT_SOURCE_DIR, name)};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string tariff(int version, std::string_view from, std::string_view price, std::string_view currency = "EUR") {
  return fmt::format(R"({{"tariff": {{"code": "t", "version": {}, "name": "T", "currency": "{}", "valid_from": "{}",
    "rounding": {{"decimals": 4, "mode": "half_up"}},
    "usage": [{{"service": "voice", "destinations": [{{"code": "any", "label": "Any", "prefixes": ["*"],
      "prices": [{{"price": "{}", "per": 60, "increments": "1"}}]}}]}}]}}}})",
                     version, currency, from, price);
}

std::string offering(int version, std::string_view from, std::string_view more) {
  return fmt::format(R"({{"offering": {{"code": "o", "version": {}, "name": "O", "currency": "EUR", "valid_from": "{}",
    "kind": "mobile", "pays": "prepaid", "tariff_group": "g", "tariff": "t"{}}}}})", version, from, more);
}

struct shop : tests::database_case {
  core::result<std::vector<catalog::loaded_version>> load(std::string_view json) {
    return as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, tests::noon(), json); });
  }
};

core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

}  // namespace

TEST_CASE("every query of the catalogue is understood by PostgreSQL") {
  tests::database_case base;
  tests::prepare_all(base.as("catalog"), catalog::sql::all);
}

TEST_CASE("the sample offers are published once and found as they were written") {
  shop it;
  for (const auto* name : {"talk_freely", "all_in", "home_fibre"}) {
    auto first = it.load(sample(name));
    REQUIRE(first.has_value());
    CHECK(first->size() == 2);
    CHECK(first->front().is_new);
    auto again = it.load(sample(name));
    REQUIRE(again.has_value());
    CHECK_FALSE(again->front().is_new);
    CHECK_FALSE(again->back().is_new);
  }
  it.as("catalog").read([&](db::tx& t) {
    auto sold = catalog::offerings_at(t, tests::noon());
    REQUIRE(sold.size() == 3);
    CHECK(sold[0].what.code == "all_in");
    CHECK(sold[0].what == catalog::read_catalog_file(sample("all_in"))->offering);
    CHECK(catalog::tariff_at(t, "talk_freely", tests::noon()) == catalog::read_catalog_file(sample("talk_freely"))->tariff);
    CHECK(catalog::offerings_at(t, at("2024-12-31T00:00:00Z")).empty());
    CHECK_FALSE(catalog::find_tariff(t, "talk_freely", 2));
  });
}

TEST_CASE("the same content in another layout is the same version") {
  shop it;
  REQUIRE(it.load(tariff(1, "2026-01-01T00:00:00Z", "0.05")).has_value());
  auto text = tariff(1, "2026-01-01T00:00:00Z", "0.05");
  std::erase(text, '\n');
  CHECK_FALSE(it.load(text)->front().is_new);
}

TEST_CASE("other content for a published version is refused and nothing changes") {
  shop it;
  REQUIRE(it.load(tariff(1, "2026-01-01T00:00:00Z", "0.05")).has_value());
  auto other = it.load(tariff(1, "2026-01-01T00:00:00Z", "0.06"));
  CHECK(other.error() == catalog::version_published);
  CHECK_THAT(other.error().detail(), Catch::Contains("tariff t version 1"));
  CHECK(it.look("SELECT count(*) FROM catalog.tariff WHERE content LIKE '%0.05%'") == "1");
}

TEST_CASE("the version valid when usage starts is the one that rates it") {
  shop it;
  REQUIRE(it.load(tariff(1, "2026-01-01T00:00:00Z", "0.05")).has_value());
  REQUIRE(it.load(tariff(2, "2026-04-01T00:00:00Z", "0.06")).has_value());
  CHECK(it.load(tariff(3, "2026-03-01T00:00:00Z", "0.07")).error() == catalog::version_not_later);
  it.as("catalog").read([&](db::tx& t) {
    CHECK(catalog::tariff_at(t, "t", at("2026-03-31T23:59:59Z"))->version == 1);
    CHECK(catalog::tariff_at(t, "t", at("2026-04-01T00:00:00Z"))->version == 2);
    CHECK_FALSE(catalog::tariff_at(t, "t", at("2025-12-31T00:00:00Z")));
    CHECK(catalog::tariff_versions(t).size() == 2);
  });
}

TEST_CASE("a tariff version may not begin in the past once there is one before it") {
  shop it;
  REQUIRE(it.load(tariff(1, "2026-01-01T00:00:00Z", "0.05")).has_value());
  CHECK(it.load(tariff(2, "2026-03-01T00:00:00Z", "0.06")).error() == catalog::version_in_the_past);
}

TEST_CASE("an offering needs its tariff, in its currency") {
  shop it;
  CHECK(it.load(offering(1, "2026-01-01T00:00:00Z", "")).error() == catalog::tariff_unknown);
  REQUIRE(it.load(tariff(1, "2026-01-01T00:00:00Z", "0.05", "PLN")).has_value());
  CHECK(it.load(offering(1, "2026-01-01T00:00:00Z", "")).error() == catalog::currencies_differ);
  REQUIRE(it.load(tariff(2, "2026-04-01T00:00:00Z", "0.05")).has_value());
  CHECK(it.load(offering(1, "2026-01-01T00:00:00Z", ", \"tariff_version\": 3")).error() == catalog::tariff_unknown);
  CHECK(it.load(offering(1, "2026-01-01T00:00:00Z", ", \"tariff_version\": 2")).has_value());
}

TEST_CASE("a file with one mistake publishes nothing of it") {
  shop it;
  auto text = sample("all_in");
  text.replace(text.find("\"postpaid\""), 10, "\"whenever\"");
  CHECK(it.load(text).error() == catalog::catalog_file_wrong);
  text = sample("all_in");
  text.replace(text.find("\"tariff\": \"all_in\""), 18, "\"tariff\": \"nothing\"");
  CHECK(it.load(text).error() == catalog::tariff_unknown);
  CHECK(it.look("SELECT count(*) FROM catalog.tariff") == "0");
}

TEST_CASE("no room is allowed to change or remove a published version") {
  tests::database_case base;
  for (const auto* table : {"catalog.tariff", "catalog.offering"}) {
    auto allowed = [&](std::string_view right) {
      return base.look(fmt::format("SELECT has_table_privilege('abonent_store_rw', '{}', '{}')", table, right));
    };
    CHECK(allowed("SELECT") == "t");
    CHECK(allowed("INSERT") == "t");
    CHECK(allowed("UPDATE") == "f");
    CHECK(allowed("DELETE") == "f");
    CHECK(allowed("TRUNCATE") == "f");
  }
}
