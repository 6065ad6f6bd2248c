// Exchanges whose layout is known: FreeSWITCH, Cisco CUCM, FreeRADIUS.
#include "adapters/cdr_files/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;

TEST_CASE("an answered call of FreeSWITCH is usage; one that nobody answered is none, and one of no seconds is a call") {
  auto read = read_all(*layout_of("freeswitch"), whole(sample_path("freeswitch.csv")));
  REQUIRE(read.used.size() == 2);
  CHECK(read.used[0].record_key == "5f0d1c1e-0000-4000-8000-000000000001");
  CHECK(read.used[0].subscriber == "79160000101");
  CHECK(read.used[0].other_party == "79160000202");
  CHECK(read.used[0].start == at("2026-03-02T07:00:05Z"));
  CHECK(read.used[0].quantity == 75);
  CHECK(read.used[1].quantity == 0);
  CHECK(read.passed_over == 1);
  REQUIRE(read.rejected.size() == 1);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("2 fields, not the 15"));
}

TEST_CASE("the account code of FreeSWITCH may say who is charged") {
  auto read = read_all(*layout_of("freeswitch", "subscriber = \"accountcode\"\nsubscriber_kind = \"login\"\n"),
                       whole(sample_path("freeswitch.csv")));
  REQUIRE(read.used.size() == 1);  // the other has none
  CHECK(read.used[0].subscriber == "desk-7");
  CHECK(read.used[0].subscriber_kind == bus::usage_subscriber_kind::login);
}

TEST_CASE("calls of CUCM are found by the names in its header, and its row of types is no call") {
  auto read = read_all(*layout_of("cucm"), whole(sample_path("cucm.csv")));
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].record_key == "1-7001-111-222-1772434790");
  CHECK(read.used[0].charging_id == "1-7001");
  CHECK(read.used[0].start == at("2026-03-02T07:00:05Z"));
  CHECK(read.used[0].quantity == 75);
  CHECK(read.passed_over == 2);
  REQUIRE(read.rejected.size() == 1);  // a record of call quality
  CHECK_THAT(read.rejected[0].second, Catch::Contains("call quality"));
}

TEST_CASE("a file of CUCM's call quality records is refused by its header") {
  auto by = layout_of("cucm");
  std::istringstream in{"\"cdrRecordType\",\"globalCallID_callManagerId\",\"globalCallID_callId\",\"nodeId\"\n"};
  CHECK(by->open(in, {}).error() == cdr_files::header_wrong);
}

TEST_CASE("a session of FreeRADIUS is told in parts, with gigawords and the time of the event") {
  auto read = read_all(*layout_of("detail"), whole(sample_path("radius_detail.txt")));
  REQUIRE(read.used.size() == 4);
  for (int i = 0; i < 3; ++i) {
    INFO(i);
    CHECK(read.used[i].charging_id == "192.0.2.12/00000028-0000013C");
    CHECK(read.used[i].subscriber == "anna@isp.example");
    CHECK(read.used[i].service == bus::usage_service::data);
    CHECK(read.used[i].start == at("2026-03-02T07:00:00Z"));
    CHECK(read.used[i].part_number == 0);  // the session so far
  }
  CHECK(read.used[0].part == bus::usage_part::some);
  CHECK(read.used[0].quantity == 0);
  CHECK(read.used[1].part == bus::usage_part::some);
  CHECK(read.used[1].quantity == 4'000'001'000);
  CHECK(read.used[2].part == bus::usage_part::last);
  CHECK(read.used[2].quantity == 4'294'967'296 + 4'115 + 2'000);
  CHECK(read.used[2].ended == at("2026-03-02T07:20:00Z"));
  CHECK(read.used[3].part == bus::usage_part::all_ended);
  CHECK(read.used[3].charging_id == "192.0.2.12/");
  REQUIRE(read.rejected.size() == 1);
  CHECK(read.rejected[0].first == 43);  // the line its record begins at
  CHECK_THAT(read.rejected[0].second, Catch::Contains("neither NAS-Identifier nor NAS-IP-Address"));
}

TEST_CASE("a RADIUS record that is sent again has the key it had") {
  auto text = whole(sample_path("radius_detail.txt"));
  auto again = text;
  again.replace(again.find("Acct-Delay-Time = 4"), 19, "Acct-Delay-Time = 9");
  again.replace(again.find("Timestamp = 1772436004"), 22, "Timestamp = 1772436009");
  auto first = read_all(*layout_of("detail"), text), second = read_all(*layout_of("detail"), again);
  CHECK(first.used[2].record_key == second.used[2].record_key);
  CHECK(first.used[2].start == second.used[2].start);
}

TEST_CASE("a record of FreeRADIUS whose only time is the date above it is taken by the operator's clock") {
  auto read = read_all(*layout_of("detail"),
                       "Mon Mar  2 10:20:00 2026\n\tAcct-Status-Type = Stop\n\tAcct-Session-Id = \"1\"\n\tNAS-Identifier = \"bng\"\n"
                       "\tUser-Name = \"a\"\n\tAcct-Session-Time = 60\n");
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].start == at("2026-03-02T07:19:00Z"));
}

TEST_CASE("counters and times that cannot be are rejected, and the records after them are read") {
  auto stop = [](const std::string& more) {
    return "Mon Mar  2 10:20:00 2026\n\tAcct-Status-Type = Stop\n\tAcct-Session-Id = \"1\"\n\tNAS-Identifier = \"bng\"\n\tUser-Name = \"a\"\n" + more + "\n";
  };
  auto read = read_all(*layout_of("detail"), stop("\tAcct-Input-Octets = 4294967296\n") + stop("\tEvent-Timestamp = \"yesterday\"\n") +
                                                 stop("\tAcct-Session-Time = 999999999999\n") + stop("\tAcct-Input-Octets = 5\n"));
  CHECK(read.rejected.size() == 3);
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].quantity == 5);
}
