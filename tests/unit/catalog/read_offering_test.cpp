// Offering files, and when a new version may be published.
#include "catalog/load_catalog.hpp"
#include "catalog/refusals.hpp"
#include "tests/catch.hpp"

namespace {

const std::string good = R"({"offering": {
  "code": "o", "version": 2, "name": "O", "currency": "EUR", "valid_from": "2026-01-01T00:00:00Z",
  "kind": "mobile", "pays": "prepaid", "tariff_group": "g", "services": ["voice"], "tariff": "t", "tariff_version": 3,
  "prices": [{"code": "start", "label": "Start", "kind": "one_time", "amount": "5"},
             {"code": "fee", "label": "Fee", "kind": "monthly", "amount": "19.90", "proration": "full"}]
}})";

std::string mistakes_with(std::string_view from, std::string_view to) {
  auto text = good;
  auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  auto it = catalog::read_catalog_file(text.replace(at, from.size(), to));
  return it ? "" : it.error().detail();
}

core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

}  // namespace

TEST_CASE("an offering file is understood as it is written") {
  auto file = catalog::read_catalog_file(good);
  REQUIRE(file.has_value());
  const auto& it = *file->offering;
  CHECK(it.pays == catalog::offering_pays::prepaid);
  CHECK(it.tariff_version == 3);
  CHECK(it.prices[0].kind == catalog::price_kind::one_time);
  CHECK(it.prices[1].prorated == catalog::proration::full);
  CHECK(it.monthly_fee_micros() == 19'900'000);
}

TEST_CASE("each mistake in an offering is told with its line and column") {
  CHECK_THAT(mistakes_with("\"prepaid\"", "\"later\""), Catch::Contains("Line 3, column 29: `pays` must be one of prepaid, postpaid"));
  CHECK_THAT(mistakes_with("\"19.90\"", "19.90"), Catch::Contains("Line 5, column 75: `amount` must be an amount in quotes"));
  CHECK_THAT(mistakes_with("\"fee\"", "\"start\""), Catch::Contains("a second price \"start\""));
  CHECK_THAT(mistakes_with("\"amount\": \"5\"", "\"amount\": \"5\", \"proration\": \"full\""), Catch::Contains("is not prorated"));
  CHECK_THAT(mistakes_with("[\"voice\"]", "[\"telex\"]"), Catch::Contains("`services` must be of voice, sms and data"));
  CHECK_THAT(mistakes_with("\"tariff\": \"t\", ", ""), Catch::Contains("`tariff` is missing"));
  CHECK_THAT(mistakes_with("{\"offering\"", "{\"offer\""), Catch::Contains("`offer` means nothing here"));
}

TEST_CASE("a version is published after the one before it, and a tariff never prices the past anew") {
  auto now = at("2026-03-02T10:00:00Z");
  catalog::latest_version first{1, at("2026-01-01T00:00:00Z")};
  auto decide = [&](int version, std::string_view from, bool reprices) {
    return catalog::decide_publication(first, version, at(from), now, reprices);
  };
  CHECK(catalog::decide_publication({}, 7, at("2020-01-01T00:00:00Z"), now, true).has_value());
  CHECK(decide(2, "2026-04-01T00:00:00Z", true).has_value());
  CHECK(decide(2, "2026-03-02T10:00:00Z", true).has_value());
  CHECK(decide(2, "2026-03-01T00:00:00Z", true).error() == catalog::version_in_the_past);
  CHECK(decide(2, "2026-03-01T00:00:00Z", false).has_value());
  CHECK(decide(2, "2026-01-01T00:00:00Z", false).error() == catalog::version_not_later);
  CHECK(decide(1, "2026-04-01T00:00:00Z", false).error() == catalog::version_not_later);
}
