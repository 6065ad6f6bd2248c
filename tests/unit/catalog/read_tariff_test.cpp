// Tariff files: what is understood and how mistakes are told.
#include "catalog/read_tariff.hpp"

#include <fstream>
#include <iterator>

#include "catalog/load_catalog.hpp"
#include "tests/catch.hpp"

namespace {

const std::string good = R"({"tariff": {
  "code": "t", "version": 1, "name": "T", "currency": "EUR", "valid_from": "2026-01-01T00:00:00Z",
  "rounding": {"decimals": 4, "mode": "half_up"},
  "time_bands": [{"code": "day", "label": "Day", "days": "mon-fri,sun", "from": "08:00", "to": "20:30:15"},
                 {"code": "feast", "dates": ["01-01", "02-29"], "weight": 5}],
  "usage": [{"service": "voice", "networks": [], "destinations": [
    {"code": "home", "label": "Home", "prefixes": ["7", "74"], "names": ["voicemail"], "max_charge": "15", "prices": [
      {"band": "day", "connect_fee": "0.01", "price": "0.05", "per": "1 min", "increments": "60/1"},
      {"price": "0.02", "per": 60, "increments": "30"},
      {"band": "feast", "steps": [{"from": 0, "increment": 60, "price": "1", "per": 60}, {"from": 120, "increment": 1, "price": "0.5", "per": 60}]}
    ]}]}]
}})";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string mistakes_of(const std::string& text) {
  auto it = catalog::read_catalog_file(text);
  return it ? "" : it.error().detail();
}

}  // namespace

TEST_CASE("a tariff file is understood as it is written") {
  auto file = catalog::read_catalog_file(good);
  REQUIRE(file.has_value());
  const auto& tariff = *file->tariff;
  CHECK(tariff.valid.from == core::instant::parse("2026-01-01T00:00:00Z"));
  CHECK_FALSE(tariff.valid.to);
  CHECK(tariff.bands[0].weekdays == 0b1011111);
  CHECK(tariff.bands[0].from_second == 8 * 3600);
  CHECK(tariff.bands[0].to_second == 20 * 3600 + 30 * 60 + 15);
  CHECK(tariff.bands[1].dates == std::vector<std::chrono::month_day>{std::chrono::January / 1, std::chrono::February / 29});
  const auto& to = tariff.sections[0].destinations[0];
  CHECK(to.max_charge_micros == 15'000'000);
  CHECK(to.prices[0].connect_fee_micros == 10'000);
  CHECK(to.prices[0].steps == std::vector<catalog::rate_step>{{0, 60, 50'000, 60}, {60, 1, 50'000, 60}});
  CHECK(to.prices[1].steps == std::vector<catalog::rate_step>{{0, 30, 20'000, 60}});
  CHECK(to.prices[2].steps == std::vector<catalog::rate_step>{{0, 60, 1'000'000, 60}, {120, 1, 500'000, 60}});
}

TEST_CASE("each mistake in a tariff is told with its line and column") {
  struct {
    std::string_view from, to, told;
  } cases[] = {
      {"\"price\": \"0.05\"", "\"price\": 0.05", "Line 8, column 55: `price` must be an amount in quotes"},
      {"\"price\": \"0.05\"", "\"price\": \"-1\"", "Line 8, column 55: `price` must be an amount"},
      {"\"price\": \"0.05\"", "\"price\": \"0.1234567\"", "Line 8, column 55: `price` must be an amount"},
      {"\"price\": \"0.05\", ", "", "Line 8, column 7: `price` is missing"},
      {"\"60/1\"", "\"60/0\"", "column 93: `increments` must be like \"60/1\""},
      {"\"60/1\"", "\"fast\"", "`increments` must be like \"60/1\""},
      {"\"1 min\"", "\"1 MiB\"", "`per` must be a quantity of voice"},
      {"\"from\": 120", "\"from\": 90", "column 99: a step begins where an increment of 60 of the step before it ends"},
      {"\"from\": 0", "\"from\": 5", "the first step begins at 0"},
      {"\"band\": \"day\"", "\"band\": \"noon\"", "there is no time band \"noon\""},
      {"\"band\": \"feast\"", "\"band\": \"day\"", "a second price for the band \"day\""},
      {"\"from\": \"08:00\"", "\"from\": \"8am\"", "Line 4, column 81: `from` must be a time of day"},
      {"\"from\": \"08:00\"", "\"from\": \"22:00\"", "a band ends after it begins"},
      {"mon-fri,sun", "weekdays", "`days` must be like \"mon-fri\""},
      {"\"02-29\"", "\"02-30\"", "\"02-30\" must be a month and a day"},
      {"\"74\"", "\"+74\"", "Line 7, column 57: \"+74\" is no prefix"},
      {"\"74\"", "\"7\"", "the prefix 7 is given twice"},
      {"\"EUR\"", "\"euro\"", "Line 2, column 55: `currency` must be three capital letters"},
      {"\"half_up\"", "\"bankers\"", "Line 3, column 39: `mode` must be up, down, half_up or half_even"},
      {"\"decimals\": 4", "\"decimals\": 7", "`decimals` must be a whole number from 0 to 6"},
      {"\"2026-01-01T00:00:00Z\"", "\"2026-01-01\"", "`valid_from` must be a time with its offset"},
      {"\"service\": \"voice\"", "\"service\": \"fax\"", "Line 6, column 25: `service` must be voice, sms, data or content"},
      {"\"networks\": []", "\"network\": []", "Line 6, column 34: `network` means nothing here"},
      {"\"version\": 1", "\"version\": 0", "`version` must be a whole number from 1"},
      {"\"code\": \"t\"", "\"code\": \"T 1\"", "`code` must be at most 60 of a-z"},
      {"\"usage\": [", "\"usage\": [7, ", "an object is expected here, not a number"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.from, each.to);
    CHECK_THAT(mistakes_of(replaced(good, each.from, each.to)), Catch::Contains(std::string{each.told}));
  }
}

TEST_CASE("all mistakes of a file are told at once") {
  auto text = replaced(replaced(good, "\"60/1\"", "\"x\""), "mon-fri,sun", "never");
  CHECK_THAT(mistakes_of(text), Catch::Contains("Line 4") && Catch::Contains("Line 8"));
}

TEST_CASE("prices whose fractions have no common measure are refused") {
  auto price = [](std::string_view per) {
    return R"({"code": "d)" + std::string{per} + R"(", "label": "D", "prefixes": [")" + std::string{per} +
           R"("], "prices": [{"price": "0.000001", "per": )" + std::string{per} + R"(, "increments": "1"}]})";
  };
  auto text = replaced(good, "\"destinations\": [", "\"destinations\": [" + price("1000003") + "," + price("1000033") + "," + price("1000037") + ",");
  CHECK_THAT(mistakes_of(text), Catch::Contains("no common measure"));
}

TEST_CASE("the four sample offers are right") {
  for (const auto* name : {"talk_freely", "all_in", "home_fibre", "family_pack"}) {
    std::ifstream in{std::string{ABONENT_SOURCE_DIR} + "/catalog/samples/" + name + ".json"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    auto file = catalog::read_catalog_file(text);
    INFO(name << ": " << (file ? "" : file.error().sentence()));
    REQUIRE(file.has_value());
    CHECK(file->offering->code == name);
    CHECK(file->offering->tariff_code == file->tariff->code);
  }
}
