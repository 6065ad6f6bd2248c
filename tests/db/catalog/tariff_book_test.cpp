// The book of compiled tariffs follows what is published.
#include "billing/tariff_book.hpp"

#include <fmt/format.h>

#include "catalog/load_catalog.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {

std::string file(int version, std::string_view from) {
  return fmt::format(R"({{"tariff": {{"code": "t", "version": {}, "name": "T", "currency": "EUR", "valid_from": "{}",
    "rounding": {{"decimals": 4, "mode": "half_up"}},
    "usage": [{{"service": "voice", "destinations": [{{"code": "any", "label": "Any", "prefixes": ["*"],
      "prices": [{{"price": "0.05", "per": 60, "increments": "1"}}]}}]}}]}}}})", version, from);
}

std::string offering(std::string_view code, std::string_view more) {
  return fmt::format(R"({{"offering": {{"code": "{}", "version": 1, "name": "O", "currency": "EUR", "valid_from": "2026-01-01T00:00:00Z",
    "kind": "mobile", "pays": "prepaid", "tariff_group": "g", "tariff": "t"{}}}}})", code, more);
}

}  // namespace

TEST_CASE("usage is rated by the tariff version that was valid when it started, or by the one the offering names") {
  tests::database_case base;
  auto room = base.as("catalog");
  auto load = [&](const std::string& json) {
    REQUIRE(room.transact([&](db::tx& t) { return catalog::load_catalog(t, tests::noon(), json); }).has_value());
  };
  billing::tariff_book book;
  auto refresh = [&] { return room.transact([&](db::tx& t) { return book.refresh(t); }); };
  auto january = *core::instant::parse("2026-01-15T00:00:00Z"), april = *core::instant::parse("2026-04-15T00:00:00Z");
  CHECK_FALSE(refresh());
  CHECK(book.pages()->find("follows", 1, january) == nullptr);

  load(file(1, "2026-01-01T00:00:00Z"));
  load(offering("follows", ""));
  load(offering("stays", ", \"tariff_version\": 1"));
  CHECK(refresh());
  CHECK_FALSE(refresh());
  auto before = book.pages();
  const auto* first = before->find("follows", 1, april);
  REQUIRE(first != nullptr);

  load(file(2, "2026-04-01T00:00:00Z"));
  CHECK(refresh());
  auto after = book.pages();
  CHECK(after->find("follows", 1, january) == first);
  CHECK(after->find("follows", 1, april)->source().version == 2);
  CHECK(after->find("stays", 1, april) == first);
  CHECK(before->find("follows", 1, april) == first);  // who rates by the old pages is not disturbed
  CHECK(after->find_version("t", 2)->source().version == 2);
  CHECK(after->find("follows", 2, april) == nullptr);
  CHECK(after->find("follows", 1, *core::instant::parse("2025-12-31T00:00:00Z")) == nullptr);
}
