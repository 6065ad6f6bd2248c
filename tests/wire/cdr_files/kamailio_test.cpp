// INVITE and BYE of one dialog are one call.
#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;

namespace {

std::unique_ptr<cdr_files::layout> kamailio() { return layout_of("kamailio", whole(sample_path("kamailio.toml"))); }

}  // namespace

TEST_CASE("a call lasts from its answer to the BYE, whoever hangs up and in whatever order the rows come") {
  auto read = read_all(*kamailio(), whole(sample_path("kamailio_flatstore.txt")));
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[0].record_key == "call-1@sip.example aa01 bb01");  // the other side hung up
  CHECK(read.used[0].subscriber == "79160000101");
  CHECK(read.used[0].other_party == "79160000202");
  CHECK(read.used[0].start == at("2026-03-02T07:00:05Z"));
  CHECK(read.used[0].quantity == 75);
  CHECK(read.used[1].quantity == 10);  // its BYE came first
  CHECK(read.used[2].quantity == 9);   // answered by an ACK
  CHECK(read.used[2].start == at("2026-03-02T07:05:00Z"));
  CHECK(read.rejected.size() == 1);  // no status code
  CHECK(read.given_up.empty());
}

TEST_CASE("a call whose end never comes is given up after the stated time, with the reason, and so is an end without a call") {
  auto by = kamailio();
  auto text = whole(sample_path("kamailio_flatstore.txt"));
  CHECK(read_all(*by, text).given_up.empty());
  auto later = read_all(*by, "INVITE|aa08|bb08|call-8@sip.example|200|OK|1772530000|x|79160000101|79160000505||1:8\n");
  REQUIRE(later.given_up.size() == 2);
  CHECK_THAT(later.given_up[0].reason, Catch::Contains("a BYE without an answered INVITE for 24 h"));  // the second BYE of call 1
  CHECK_THAT(later.given_up[1].raw, Catch::StartsWith("INVITE|aa05"));
  CHECK_THAT(later.given_up[1].reason, Catch::Contains("an answered INVITE without a BYE for 24 h"));
  CHECK(by->remembered().size() == 1);
}

TEST_CASE("what was laid by is known again after a restart") {
  auto first = kamailio();
  read_all(*first, whole(sample_path("kamailio_flatstore.txt")));
  auto second = kamailio();
  for (const auto& each : first->remembered()) second->recall(each);
  CHECK(second->remembered() == first->remembered());
  auto read = read_all(*second, "BYE|bb05|aa05|call-5@sip.example|200|OK|1772435260|||||1:5\n");
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].quantity == 60);
  CHECK(read.used[0].subscriber == "79160000101");
}

TEST_CASE("an export of acc's table is read when its columns are said") {
  auto by = layout_of("kamailio",
                      "separator = \",\"\nquoted = true\nstart_format = \"%Y-%m-%d %H:%M:%S\"\nstart_zone = \"UTC\"\nsubscriber_kind = \"login\"\n"
                      "[columns]\nmethod = 2\nfrom_tag = 3\nto_tag = 4\ncall_id = 5\ncode = 6\ntime = 8\nsubscriber = 9\nother_party = 10\n");
  auto read = read_all(*by,
                       "\"1\",\"INVITE\",\"a\",\"b\",\"c-1\",\"200\",\"OK\",\"2026-03-02 07:00:00\",\"anna\",\"boris\"\n"
                       "\"2\",\"CANCEL\",\"d\",\"\",\"c-2\",\"200\",\"OK\",\"2026-03-02 07:00:03\",\"anna\",\"vera\"\n"
                       "\"3\",\"BYE\",\"a\",\"b\",\"c-1\",\"200\",\"OK\",\"2026-03-02 07:00:28\",\"anna\",\"boris\"\n");
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].quantity == 28);
  CHECK(read.used[0].subscriber == "anna");
}

TEST_CASE("clocks that run backwards are told, not charged") {
  auto read = read_all(*kamailio(), "INVITE|a|b|c|200|OK|1772435010|x|79160000101|79160000202\nBYE|a|b|c|200|OK|1772435000\n");
  REQUIRE(read.rejected.size() == 1);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("clocks"));
}

TEST_CASE("without saying where acc writes who called the format cannot be used") {
  CHECK_THAT(cdr_files::make_layout("kamailio", "", core::zone::utc()).error().detail(), Catch::Contains("`subscriber` and `other_party`"));
  CHECK_THAT(cdr_files::make_layout("kamailio", "wait_hours = 0\n", core::zone::utc()).error().detail(), Catch::Contains("from 1 to 744"));
}
