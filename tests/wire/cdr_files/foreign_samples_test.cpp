// Files of real exchanges, where a developer has some: ABONENT_FOREIGN_CDRS names their folder. Elsewhere this says that it
// did not run.
#include <cstdlib>
#include <filesystem>

#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;

namespace {

std::optional<std::string> foreign(const std::string& ending) {
  const char* dir = std::getenv("ABONENT_FOREIGN_CDRS");
  if (dir)
    for (const auto& each : std::filesystem::directory_iterator{dir})
      if (each.path().filename().string().ends_with(ending)) return whole(each.path().string());
  WARN("skipped: ABONENT_FOREIGN_CDRS names no folder with " << ending);
  return std::nullopt;
}

}  // namespace

TEST_CASE("a real exchange's records in both layouts: the answered ones and no others") {
  if (auto text = foreign("asterisk-master-masked.csv")) {
    auto read = read_all(*layout_of("asterisk"), *text);
    CHECK(read.rejected.empty());
    CHECK(read.used.size() == 3);
    CHECK(read.passed_over == 3);
  }
  if (auto text = foreign("asterisk-custom-cdr.csv")) {
    auto read = read_all(*layout_of("asterisk", "subscriber_kind = \"login\""), *text);
    CHECK(read.rejected.empty());
    CHECK(read.used.size() + read.passed_over == 14);
    for (const auto& each : read.used) CHECK(each.quantity > 0);
  }
}

TEST_CASE("generic files of others are read by mappings") {
  if (auto text = foreign("cdr-comma.csv")) {
    auto by = layout_of("csv", "start_format = \"%Y-%m-%d %H:%M:%S %z UTC\"\nquantity_unit = \"duration\"\n[columns]\nrecord_key = 1\n"
                               "subscriber = 9\nother_party = 11\nstart = 13\nquantity = 14\n[constants]\nsubscriber_kind = \"login\"\n");
    auto read = read_all(*by, *text);
    REQUIRE(read.used.size() == 2);
    CHECK(read.used[0].quantity == 10);
    CHECK(read.used[1].start == at("2013-11-07T09:42:26Z"));
  }
  if (auto text = foreign("cdr-semicolon.csv")) {
    auto by = layout_of("csv", "separator = \";\"\ncomment = \"#\"\nstart_format = \"%Y-%m-%d %H:%M:%S\"\n[columns]\nrecord_key = 1\nsubscriber = 4\n"
                               "other_party = 5\nstart = 6\nquantity = 7\n");
    auto read = read_all(*by, *text);
    CHECK(read.used.size() == 3);
    CHECK(read.rejected.empty());
  }
  if (auto text = foreign("cdr-header.csv")) {
    auto by = layout_of("csv", "header = true\nstart_format = \"%Y-%m-%d %H:%M:%S %z UTC\"\nquantity_unit = \"duration\"\n[columns]\nrecord_key = \"OriginID\"\n"
                               "subscriber = \"Account\"\nother_party = \"Destination\"\nstart = \"AnswerTime\"\nquantity = \"Usage\"\n");
    auto read = read_all(*by, *text);
    REQUIRE(read.used.size() == 1);
    CHECK(read.used[0].quantity == 300);
  }
}

TEST_CASE("files of real elements whose layout is known are read by its name") {
  if (auto text = foreign("freeswitch-cdr.csv")) {  // saved again by a spreadsheet
    auto read = read_all(*layout_of("freeswitch", "start_format = \"%Y/%m/%d %H:%M\"\nsubscriber_kind = \"login\"\n"), *text);
    CHECK(read.rejected.empty());
    CHECK(read.passed_over == 1);
    CHECK(read.used.size() == 9);
  }
  if (auto text = foreign("cisco-cucm-cdr.csv")) {
    auto read = read_all(*layout_of("cucm"), *text);
    CHECK(read.rejected.empty());
    REQUIRE(read.used.size() == 1);
    CHECK(read.used[0].record_key == "1-5001-111-222-1693900000");
    CHECK(read.used[0].quantity == 15);
  }
  if (auto text = foreign("cisco-cucm-cmr.csv")) {
    std::istringstream in{*text};
    CHECK(layout_of("cucm")->open(in, {}).has_error());
  }
  if (auto text = foreign("radius-detail-masked.txt")) {
    auto read = read_all(*layout_of("detail"), *text);
    REQUIRE(read.used.size() == 1);
    CHECK(read.used[0].quantity == 3'004 + 8'432);
    CHECK(read.used[0].start == at("2017-04-11T11:05:31Z"));
    CHECK(read.used[0].part == bus::usage_part::last);
  }
}

TEST_CASE("dialogs of real SIP proxies last as long as they lasted") {
  const std::string columns = "subscriber_kind = \"login\"\n[columns]\nsubscriber = 9\nother_party = 10\n";
  for (const auto* name : {"flatstore-ok.txt", "flatstore-ack.txt"}) {
    auto text = foreign(name);
    if (!text) continue;
    INFO(name);
    auto read = read_all(*layout_of("kamailio", columns), *text);
    CHECK(read.rejected.empty());
    REQUIRE(read.used.size() == 4);
    std::vector<std::int64_t> seconds;
    for (const auto& each : read.used) seconds.push_back(each.quantity);
    CHECK(seconds == std::vector<std::int64_t>{2, 4, 4, 2});
  }
  if (auto text = foreign("flatstore-missed.txt")) {
    auto read = read_all(*layout_of("kamailio", columns), *text);
    CHECK(read.passed_over == 3);
    CHECK(read.used.empty());
  }
  if (auto text = foreign("sip-acc-table.csv")) {
    auto read = read_all(*layout_of("kamailio", "separator = \",\"\nquoted = true\nstart_format = \"%Y-%m-%d %H:%M:%S\"\n[columns]\nmethod = 2\nfrom_tag = 3\n"
                                                "to_tag = 4\ncall_id = 5\ncode = 6\ntime = 8\nsubscriber = 9\nother_party = 13\n"), *text);
    CHECK(read.rejected.empty());
    REQUIRE(read.used.size() == 2);
    CHECK(read.used[0].quantity == 28);
    CHECK(read.used[1].quantity == 40);
  }
}
