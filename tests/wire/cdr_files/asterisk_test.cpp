// Asterisk's call records in both layouts.
#include "adapters/cdr_files/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;

TEST_CASE("answered calls of Master.csv are usage from the moment of the answer, for the billed seconds") {
  auto read = read_all(*layout_of("asterisk"), whole(sample_path("asterisk-master.csv")));
  CHECK(read.rejected.empty());
  REQUIRE(read.used.size() == 3);
  const auto& first = read.used[0];
  CHECK(first.record_key == "1772434800.0-0");
  CHECK(first.subscriber == "79160000101");
  CHECK(first.other_party == "301");
  CHECK(first.start == at("2026-03-02T06:00:05Z"));  // Moscow is three hours ahead
  CHECK(first.quantity == 60);
  CHECK(first.service == bus::usage_service::voice);
  CHECK(first.direction == bus::usage_direction::originated);
}

TEST_CASE("a call nobody answered is no usage, even when the exchange counted seconds for it") {
  auto read = read_all(*layout_of("asterisk"), whole(sample_path("asterisk-master.csv")));
  CHECK(read.passed_over == 3);  // one of them is NO ANSWER with sixty billed seconds
}

TEST_CASE("two rows of one call are two records") {
  auto read = read_all(*layout_of("asterisk"), whole(sample_path("asterisk-master.csv")));
  CHECK(read.used[1].record_key == "1772436000.7-9");
  CHECK(read.used[2].record_key == "1772436000.7-10");
}

TEST_CASE("without a sequence the rows of one call are told apart by where they lead") {
  auto text = whole(sample_path("asterisk-master.csv"));
  std::string without;  // as written with newcdrcolumns=no: the row ends after the user field
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    for (int commas = 0; commas < 3; ++commas) line.erase(line.rfind(','));
    without += line + "\n";
  }
  auto read = read_all(*layout_of("asterisk"), without);
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[1].record_key == "1772436000.7-SIP/301-00000002");
  CHECK(read.used[2].record_key == "1772436000.7-SIP/400-00000004");
}

TEST_CASE("the layout of cdr_custom is known by where its times stand") {
  auto read = read_all(*layout_of("asterisk", "subscriber_kind = \"msisdn\""), whole(sample_path("asterisk-custom.csv")));
  CHECK(read.rejected.empty());
  CHECK(read.passed_over == 1);
  REQUIRE(read.used.size() == 2);
  CHECK(read.used[0].record_key == "1772438400.2-2");
  CHECK(read.used[0].subscriber == "79160000101");
  CHECK(read.used[0].start == at("2026-03-02T07:00:04Z"));
  CHECK(read.used[0].quantity == 13);
}

TEST_CASE("the subscriber may be the account code, and the clock UTC") {
  auto text = whole(sample_path("asterisk-master.csv"));
  text.replace(0, 2, "\"desk-7\"");
  auto read = read_all(*layout_of("asterisk", "subscriber = \"accountcode\"\nsubscriber_kind = \"login\"\nstart_zone = \"Etc/UTC\""), text);
  REQUIRE(read.used.size() == 1);  // the other calls have no account
  CHECK(read.used[0].subscriber == "desk-7");
  CHECK(read.used[0].subscriber_kind == bus::usage_subscriber_kind::login);
  CHECK(read.used[0].start == at("2026-03-02T09:00:05Z"));
  CHECK(read.rejected.size() == 2);
  CHECK(read.rejected[0].second == "`subscriber` is empty");
}

TEST_CASE("a row that is not Asterisk's is rejected with its line and a way to mend it") {
  auto text = whole(sample_path("asterisk-master.csv"));
  auto broken = [&](std::string_view from, std::string_view to) {
    auto copy = text;
    copy.replace(copy.find(from), from.size(), to);
    auto read = read_all(*layout_of("asterisk"), copy);
    REQUIRE(read.rejected.size() == 1);
    CHECK(read.rejected[0].first == 1);
    return read.rejected[0].second;
  };
  CHECK_THAT(broken("2026-03-02 09:00:00", "yesterday"), Catch::Contains("no start time"));
  CHECK_THAT(broken("2026-03-02 09:00:05", "2026-02-30 09:00:05"), Catch::Contains("`start` is `2026-02-30 09:00:05`"));
  CHECK_THAT(broken("65,60,", "65,-60,"), Catch::Contains("`quantity` is `-60`"));
  CHECK_THAT(broken("ANSWERED", "PERHAPS"), Catch::Contains("none that Asterisk knows"));
  CHECK_THAT(broken("1772434800.0", ""), Catch::Contains("loguniqueid=yes"));
  CHECK_THAT(broken("\"79160000101\",\"301\"", "\"7916000\"0101,\"301\""), Catch::Contains("closing quote"));
}

TEST_CASE("a word that means nothing for Asterisk is refused with its place") {
  auto refused = [](std::string_view toml) { return cdr_files::make_layout("asterisk", toml, core::zone::utc()).error(); };
  CHECK(refused("subscriber = \"clid\"") == cdr_files::mapping_wrong);
  CHECK_THAT(refused("\ncolour = 1").detail(), Catch::Contains("Line 2") && Catch::Contains("`colour` means nothing here"));
  CHECK_THAT(refused("start_zone = \"Mars/Olympus\"").detail(), Catch::Contains("no such time zone"));
  CHECK(cdr_files::make_layout("tap3", "", core::zone::utc()).error() == cdr_files::format_unknown);
}
