// Delimited files by a mapping, times, quantities and broken rows.
#include "adapters/cdr_files/mapping.hpp"

#include "adapters/cdr_files/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;
using cdr_files::parse_quantity;
using cdr_files::parse_time;

TEST_CASE("a file with semicolons, comments and broken rows gives its usage and says what is wrong with the rest") {
  auto by = layout_of("csv", whole(sample_path("semicolon.toml")));
  auto read = read_all(*by, whole(sample_path("semicolon.csv")));
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[0].record_key == "call-1");
  CHECK(read.used[0].subscriber == "79160000101");
  CHECK(read.used[0].other_party == "0048500000001");  // as the element wrote it: billing normalises
  CHECK(read.used[0].start == at("2026-03-02T18:54:00Z"));
  CHECK(read.used[0].quantity == 62);
  CHECK(read.used[2].other_party == "48500;000009");
  CHECK(read.passed_over == 1);
  CHECK(read.rejected == std::vector<std::pair<std::uint64_t, std::string>>{
                             {6, "`start` is `2026-03-32 19:57:00`, which is no time in the form %Y-%m-%d %H:%M:%S"},
                             {8, "`subscriber` is empty"},
                             {9, "`quantity` is `a minute`, which is no quantity in s"},
                             {10, "there is no column 4: the row has 3"},
                         });
}

TEST_CASE("a file with a header gives voice, messages and data by the names of its columns") {
  auto by = layout_of("csv", whole(sample_path("header.toml")));
  auto read = read_all(*by, whole(sample_path("header.csv")));
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[0].quantity == 300);
  CHECK(read.used[0].start == at("2026-03-02T17:00:10Z"));
  CHECK(read.used[1].service == bus::usage_service::sms);
  CHECK(read.used[2].service == bus::usage_service::data);
  CHECK(read.used[2].quantity == 1'500);
  CHECK(read.passed_over == 1);
  REQUIRE(read.rejected.size() == 1);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("`service` is `*fax`") && Catch::Contains("[values.service]"));
}

TEST_CASE("a header without a column that the mapping names is refused") {
  auto by = layout_of("csv", whole(sample_path("header.toml")));
  std::istringstream in{"Kind,Id,Who\n"};
  auto taken = by->open(in, {});
  CHECK(taken.error() == cdr_files::header_wrong);
  CHECK_THAT(taken.error().detail(), Catch::Contains("no column `To`"));
}

TEST_CASE("each mistake in a mapping is told with its line and column") {
  auto told = [](std::string_view toml) {
    auto it = cdr_files::read_mapping(toml, core::zone::utc());
    REQUIRE(it.has_error());
    CHECK(it.error() == cdr_files::mapping_wrong);
    return it.error().detail();
  };
  const std::string least = "[columns]\nrecord_key = 1\nsubscriber = 2\nstart = 3\nquantity = 4\n";
  CHECK(cdr_files::read_mapping(least, core::zone::utc()).has_value());
  CHECK_THAT(told("separator = \"ab\"\n" + least), Catch::Contains("Line 1, column 13: `separator` must be one character"));
  CHECK_THAT(told("colour = 1\n" + least), Catch::Contains("Line 1, column 10: `colour` means nothing here"));
  CHECK_THAT(told(least + "price = 5\n"), Catch::Contains("Line 6, column 9: `price` is no field of a usage record"));
  CHECK_THAT(told("[columns]\nsubscriber = 2\nstart = 3\nquantity = 4\n"), Catch::Contains("`record_key` needs a column"));
  CHECK_THAT(told(least + "other_party = 0\n"), Catch::Contains("`other_party` must name a column"));
  CHECK_THAT(told(least + "other_party = \"To\"\n"), Catch::Contains("column `To` is named, but the file has no header"));
  CHECK_THAT(told("start_format = \"%d.%m\"\n" + least), Catch::Contains("the pattern lacks %Y"));
  CHECK_THAT(told("start_format = \"%c\"\n" + least), Catch::Contains("knows %Y %m %d"));
  CHECK_THAT(told("start_zone = \"Moon\"\n" + least), Catch::Contains("no such time zone"));
  CHECK_THAT(told("quantity_unit = \"furlong\"\n" + least), Catch::Contains("`quantity_unit` must be"));
  CHECK_THAT(told("header = \"yes\"\n" + least), Catch::Contains("`header` must be true or false"));
  CHECK_THAT(told(least + "[[skip]]\ncolumn = 1\n"), Catch::Contains("a [[skip]] has `column` and `is`"));
  CHECK_THAT(told("separator = \n"), Catch::Contains("Line 1"));
  CHECK_THAT(told(""), Catch::Contains("`record_key` needs a column"));
}

TEST_CASE("a row without a key of its own is known by what stands in it") {
  auto by = layout_of("csv", "[columns]\nrecord_key = \"*\"\nsubscriber = 1\nstart = 2\nquantity = 3\n");
  auto read = read_all(*by, "79160000101,2026-03-02T10:00:00Z,5\n79160000101,2026-03-02T10:00:00Z,6\n79160000101,2026-03-02T10:00:00Z,5\n");
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[0].record_key != read.used[1].record_key);
  CHECK(read.used[0].record_key == read.used[2].record_key);
}

TEST_CASE("text that is not UTF-8, or too long, is rejected and not passed on") {
  auto by = layout_of("csv", "[columns]\nrecord_key = 1\nsubscriber = 2\nstart = 3\nquantity = 4\nother_party = 5\n");
  auto read = read_all(*by, "k,79160000101,2026-03-02T10:00:00Z,5,\xD0\n" + std::string(201, 'k') + ",79160000101,2026-03-02T10:00:00Z,5,x\n");
  REQUIRE(read.rejected.size() == 2);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("not UTF-8"));
  CHECK_THAT(read.rejected[1].second, Catch::Contains("longer than 200 bytes"));
}

TEST_CASE("times are read as elements write them") {
  auto moscow = core::zone::find("Europe/Moscow"), warsaw = core::zone::find("Europe/Warsaw");
  CHECK(parse_time("2026-03-02T10:00:00+03:00", {"iso8601", {}}) == at("2026-03-02T07:00:00Z"));
  CHECK(parse_time("1772434800", {"unix_seconds", {}}) == at("2026-03-02T07:00:00Z"));
  CHECK(parse_time("1772434800.25", {"unix_seconds", {}}) == at("2026-03-02T07:00:00.25Z"));
  CHECK(parse_time("1772434800250", {"unix_millis", {}}) == at("2026-03-02T07:00:00.25Z"));
  CHECK(parse_time("2026/3/2 9:05", {"%Y/%m/%d %H:%M", moscow}) == at("2026-03-02T06:05:00Z"));
  CHECK(parse_time("02.03.2026 09:05:06.5", {"%d.%m.%Y %H:%M:%S", moscow}) == at("2026-03-02T06:05:06.5Z"));
  CHECK(parse_time("20260302090506-0200", {"%Y%m%d%H%M%S%z", {}}) == at("2026-03-02T11:05:06Z"));
  CHECK(parse_time("2026-10-25 02:30:00", {"%Y-%m-%d %H:%M:%S", warsaw}) == at("2026-10-25T00:30:00Z"));  // comes twice: the first
  CHECK(parse_time("2026-03-29 02:30:00", {"%Y-%m-%d %H:%M:%S", warsaw}) == at("2026-03-29T01:00:00Z"));  // never comes: when the clocks jumped
  for (const auto* text : {"", "2026-03-02", "2026-02-29 10:00:00", "2026-13-02 10:00:00", "2026-03-02 24:00:00", "2026-03-02 10:60:00", "2026-03-02 10:00:00 ", "x"})
    CHECK_FALSE(parse_time(text, {"%Y-%m-%d %H:%M:%S", moscow}));
  for (const auto* text : {"", "-5", "12a", "99999999999999999", "1."}) CHECK_FALSE(parse_time(text, {"unix_seconds", {}}));
}

TEST_CASE("quantities are read as elements write them, and a part of a unit is a whole one") {
  CHECK(parse_quantity("62", "s") == 62);
  CHECK(parse_quantity("62.001", "s") == 63);
  CHECK(parse_quantity("1500", "ms") == 2);
  CHECK(parse_quantity("1.5", "min") == 90);
  CHECK(parse_quantity("5m", "duration") == 300);
  CHECK(parse_quantity("1h2m3s", "duration") == 3'723);
  CHECK(parse_quantity("62", "duration") == 62);
  CHECK(parse_quantity("00:01:02", "clock") == 62);
  CHECK(parse_quantity("3", "KiB") == 3'072);
  CHECK(parse_quantity("0.0000000001", "GiB") == 1);
  CHECK(parse_quantity("0", "s") == 0);
  for (const auto* text : {"", "-1", "1e3", "1.", ".5", "1.2.3", "1 2", "9999999999999999999"}) CHECK_FALSE(parse_quantity(text, "s"));
  for (const auto* text : {"", "5x", "m", "1h-2m"}) CHECK_FALSE(parse_quantity(text, "duration"));
  for (const auto* text : {"1:2", "0:60:00", "a:00:00"}) CHECK_FALSE(parse_quantity(text, "clock"));
  CHECK_FALSE(parse_quantity("1", "furlong"));
}

TEST_CASE("a file of fixed width is cut where its mapping says") {
  auto read = read_all(*layout_of("fixed", whole(sample_path("fixed.toml"))), whole(sample_path("fixed.txt")));
  REQUIRE(read.used.size() == 2);
  CHECK(read.used[0].record_key == "000001");
  CHECK(read.used[0].subscriber == "79160000101");
  CHECK(read.used[0].other_party == "79160000202");
  CHECK(read.used[0].start == at("2026-03-02T07:00:05Z"));
  CHECK(read.used[0].quantity == 75);
  CHECK(read.used[1].direction == bus::usage_direction::terminated);
  CHECK(read.passed_over == 1);
  REQUIRE(read.rejected.size() == 1);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("there is no column 56-56: the row has 40 characters"));
}

TEST_CASE("mistakes in a mapping of fixed width are told") {
  auto told = [](std::string_view toml) {
    return cdr_files::read_mapping(toml, core::zone::utc(), cdr_files::mapping_kind::fixed_width).error().detail();
  };
  CHECK_THAT(told("[columns]\nrecord_key = 1\n"), Catch::Contains("`record_key` must be a text"));
  CHECK_THAT(told("[columns]\nrecord_key = \"9-4\"\n"), Catch::Contains("from which character to which"));
  CHECK_THAT(told("[columns]\nrecord_key = \"0-4\"\n"), Catch::Contains("from which character to which"));
  CHECK_THAT(told("separator = \";\"\n"), Catch::Contains("means nothing where columns have a fixed width"));
}
