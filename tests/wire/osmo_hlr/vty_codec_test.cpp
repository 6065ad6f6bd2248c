// osmo-hlr's terminal: a session as it was recorded, in every way TCP may cut it.
#include "adapters/osmo_hlr/vty_codec.hpp"

#include <random>

#include "tests/catch.hpp"

using namespace osmo_hlr;

namespace {

const std::string greeting =
    "Welcome to the OsmoHLR VTY interface\r\n\r\nCopyright (C) 2016, 2017 by Harald Welte, sysmocom s.f.m.c. GmbH\r\n"
    "License AGPLv3+: GNU AGPL version 3 or later <http://gnu.org/licenses/agpl-3.0.html>\r\n"
    "This is free software: you are free to change and redistribute it.\r\n"
    "There is NO WARRANTY, to the extent permitted by law.\r\n\xff\xfb\x01\xff\xfb\x03\xff\xfe\"\xff\xfd\x1fOsmoHLR> ";
const std::string enabled = "enable\r\nOsmoHLR# ";
const std::string taken =
    "subscriber imsi 262010000000002 update msisdn 491700000001\r\n"
    "% Error: cannot update MSISDN for subscriber IMSI='262010000000002'\r\nOsmoHLR# ";
const std::string silent = "subscriber imsi 262010000000001 update network-access-mode none\r\nOsmoHLR# ";
const std::string updated =
    "subscriber imsi 262010000000001 update msisdn 491700000001\r\n"
    "% Updated subscriber IMSI='262010000000001' to MSISDN='491700000001'\r\nOsmoHLR# ";

}  // namespace

TEST_CASE("a session is read answer by answer, however it is cut") {
  const auto all = greeting + enabled + taken + silent + updated;
  for (std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}, all.size()}) {
    INFO("pieces of " << piece);
    terminal_reader reader;
    std::vector<std::string> answers;
    for (std::size_t at = 0; at < all.size(); at += piece) {
      reader.feed(std::string_view{all}.substr(at, piece));
      while (auto it = reader.next()) answers.push_back(*it);
    }
    REQUIRE(answers.size() == 5);
    CHECK(answers[0].find('\xff') == std::string::npos);
    CHECK(answers[1].empty());
    CHECK(answers[2] == "% Error: cannot update MSISDN for subscriber IMSI='262010000000002'\n");
    CHECK(answers[3].empty());
    CHECK(answers[4] == "% Updated subscriber IMSI='262010000000001' to MSISDN='491700000001'\n");
  }
}

TEST_CASE("telnet options and sub-negotiations are no text") {
  telnet_filter filter;
  CHECK(filter.plain("a\xff\xfb\x01" "b\xff\xfa\x18\x01\xff\xff\xff\xf0" "c\xff\xf1" "d") == "abcd");
  CHECK(filter.plain("e\xff") == "e");
  CHECK(filter.plain("\xfd").empty());
  CHECK(filter.plain("\x1f" "f") == "f");
}

TEST_CASE("an operator may have renamed the host of the prompt") {
  terminal_reader reader;
  reader.feed("Welcome\r\nhlr-1.example> ");
  CHECK(reader.next());
  reader.feed("enable\r\nOsmoHLR# is not our prompt\r\nhlr-1.example# ");
  CHECK(reader.next() == "OsmoHLR# is not our prompt\n");
}

TEST_CASE("complaints are told from good news") {
  CHECK_FALSE(complaint_in(""));
  CHECK_FALSE(complaint_in("% Updated subscriber IMSI='1' to MSISDN='2'\n"));
  CHECK_FALSE(complaint_in("% Created subscriber 1\n    ID: 1\n"));
  CHECK(complaint_in("% Unknown command.\n") == "Unknown command.");
  CHECK(complaint_in("some text\n% No subscriber for imsi = '1'\n") == "No subscriber for imsi = '1'");
  CHECK(complaint_in("% MSISDN invalid: '49170x'") == "MSISDN invalid: '49170x'");
}

TEST_CASE("a peer that sends text for ever without a prompt is given up") {
  terminal_reader reader;
  reader.feed(std::string(longest_answer + 1, 'x'));
  CHECK_THROWS_AS(reader.next(), garbled);
}

TEST_CASE("random bytes never do worse than end the session") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 chance{seed};
  for (int round = 0; round < 5'000; ++round) {
    terminal_reader reader;
    std::string bytes = greeting + enabled + updated;
    for (auto& c : bytes)
      if (chance() % 8 == 0) c = static_cast<char>(chance());
    try {
      for (std::size_t at = 0; at < bytes.size(); at += 50) {
        reader.feed(std::string_view{bytes}.substr(at, 50));
        while (auto it = reader.next()) complaint_in(*it);
      }
    } catch (const garbled&) {
    }
  }
  SUCCEED();
}
