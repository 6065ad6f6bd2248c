// Charging records of 3GPP elements, made by an encoder that is not ours (samples/3gpp/make_samples.py).
#include "adapters/cdr_files/three_gpp.hpp"

#include "adapters/cdr_files/ber.hpp"
#include "adapters/cdr_files/file_numbers.hpp"
#include "adapters/cdr_files/refusals.hpp"
#include "adapters/cdr_files/three_gpp_fields.hpp"
#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using namespace cdr_test;
using bus::usage_direction;
using bus::usage_part;
using bus::usage_service;
using bus::usage_subscriber_kind;

namespace {

std::string three_gpp_sample(const std::string& name) { return whole(ABONENT_SOURCE_DIR "/tests/wire/samples/3gpp/" + name); }

std::string bytes(std::initializer_list<int> octets) {
  std::string out;
  for (auto each : octets) out += static_cast<char>(each);
  return out;
}

}  // namespace

TEST_CASE("an MSC's calls and messages are usage of the subscriber they served; what failed is none") {
  auto read = read_all(*layout_of("3gpp"), three_gpp_sample("msc.cdr"));
  CHECK(read.rejected.empty());
  CHECK(read.passed_over == 2);  // nobody answered; a message that failed
  REQUIRE(read.used.size() == 6);
  const auto& call = read.used[0];
  CHECK(call.subscriber == "250990000000101");
  CHECK(call.subscriber_kind == usage_subscriber_kind::imsi);
  CHECK(call.other_party == "+79160000202");
  CHECK(call.start == at("2026-03-02T07:00:05Z"));
  CHECK(call.quantity == 75);
  CHECK(call.part == usage_part::whole);
  const auto& received = read.used[1];
  CHECK(received.direction == usage_direction::terminated);
  CHECK(received.other_party == "4930123456");  // an octet of presentation before it
  CHECK(received.start == at("2026-03-02T11:00:05Z"));  // one hour and a half behind UTC
  const auto& sms = read.used[2];
  CHECK(sms.service == usage_service::sms);
  CHECK(sms.other_party == "+79160000202");
  CHECK(sms.quantity == 1);
  CHECK(read.used[3].direction == usage_direction::terminated);
  CHECK(read.used[3].subscriber == "250990000000102");
}

TEST_CASE("a long call of an MSC comes in parts of one charging identity, with keys of their own") {
  auto read = read_all(*layout_of("3gpp"), three_gpp_sample("msc.cdr"));
  REQUIRE(read.used.size() == 6);
  const auto &first = read.used[4], &last = read.used[5];
  CHECK(first.part == usage_part::some);
  CHECK(last.part == usage_part::last);
  CHECK(first.charging_id == last.charging_id);
  CHECK(first.record_key != last.record_key);
  CHECK(first.part_number == 2);
  CHECK(last.part_number == 3);
  CHECK(first.ended == last.start);
  CHECK(first.quantity + last.quantity == 1'861);
}

TEST_CASE("the number may say who is charged instead of the IMSI") {
  auto read = read_all(*layout_of("3gpp", "subscriber = \"msisdn\"\n"), three_gpp_sample("msc.cdr"));
  CHECK(read.used[0].subscriber == "+79160000101");
  CHECK(read.used[0].subscriber_kind == usage_subscriber_kind::msisdn);
}

TEST_CASE("a PGW's data is the sum of its containers, up and down, beyond 32 bits, at home or where it was") {
  auto read = read_all(*layout_of("3gpp", "home_networks = [\"25099\"]\n"), three_gpp_sample("pgw.cdr"));
  CHECK(read.rejected.empty());
  CHECK(read.passed_over == 2);  // the same data as an SGW and an SGSN saw it
  REQUIRE(read.used.size() == 3);
  CHECK(read.used[0].quantity == 1'000 + 2'000 + 500 + 4'294'967'296);
  CHECK(read.used[0].other_party == "internet");
  CHECK(read.used[0].part == usage_part::whole);
  CHECK(read.used[0].network.empty());
  CHECK(read.used[0].start == at("2026-03-02T07:00:00Z"));
  CHECK(read.used[1].quantity == 10 + 90 + 1'048'576);  // by service, which is what is charged where both are there
  CHECK(read.used[1].part == usage_part::some);
  CHECK(read.used[1].charging_id == "10.0.0.1/4712");
  CHECK(read.used[1].network.empty());  // home
  CHECK(read.used[2].part == usage_part::last);
  CHECK(read.used[2].network == "26201");
}

TEST_CASE("data is charged by the records of one kind of element, the SGSN's where that is said") {
  auto read = read_all(*layout_of("3gpp", "data_from = \"sgsn\"\n"), three_gpp_sample("pgw.cdr"));
  REQUIRE(read.used.size() == 1);
  CHECK(read.used[0].quantity == 3);
  CHECK(read.used[0].charging_id == "10.0.0.2/4714");
}

TEST_CASE("a call of IMS lasts from its delivery to its end, whoever's side the record is of") {
  auto read = read_all(*layout_of("3gpp"), three_gpp_sample("ims.cdr"));
  CHECK(read.rejected.empty());
  CHECK(read.passed_over == 3);  // not answered, a MESSAGE, the same call as the S-CSCF saw it
  REQUIRE(read.used.size() == 4);
  CHECK(read.used[0].subscriber == "250990000000101");
  CHECK(read.used[0].other_party == "+79160000202");
  CHECK(read.used[0].quantity == 76);  // 75.5 s
  CHECK(read.used[0].start == at("2026-03-02T07:00:05.2Z"));
  CHECK(read.used[1].direction == usage_direction::terminated);
  CHECK(read.used[1].subscriber == "+79160000202");  // no subscription id: the party itself
  CHECK(read.used[1].other_party == "+79160000101");
  CHECK(read.used[2].part == usage_part::some);
  CHECK(read.used[3].part == usage_part::last);
  CHECK(read.used[2].charging_id == read.used[3].charging_id);
  CHECK(read.used[2].quantity + read.used[3].quantity == 1'860);
}

TEST_CASE("records without headers one after another are read, whatever fills the block behind them") {
  auto file = three_gpp_sample("msc.cdr");
  std::string bare;
  for (std::size_t at = 50 + 2; at + 4 < file.size();) {
    std::size_t length = static_cast<unsigned char>(file[at]) << 8 | static_cast<unsigned char>(file[at + 1]);
    bare += file.substr(at + 4, length) + std::string(3, '\0');
    at += 4 + length;
  }
  auto read = read_all(*layout_of("3gpp"), bare + std::string(100, '\xff'));
  CHECK(read.rejected.empty());
  CHECK(read.used.size() == 6);
}

TEST_CASE("what is rejected is kept as hexadecimal digits, and can be mended and read again") {
  auto file = three_gpp_sample("msc.cdr");
  auto digits = file.find(bytes({0x52, 0x90, 0x09, 0, 0, 0, 0x01, 0xf1}));  // Anna's IMSI
  REQUIRE(digits != std::string::npos);
  file[digits + 2] = '\xf9';  // a filler in the middle
  auto by = layout_of("3gpp");
  std::istringstream in{file};
  auto records = by->open(in, {}).value();
  cdr_files::row each;
  std::string rejects, reason;
  while (records->next(each))
    if (auto what = by->read(each); std::holds_alternative<cdr_files::reject>(what)) {
      reason = std::get<cdr_files::reject>(what).reason;
      rejects += by->as_it_stood(each);
    }
  CHECK_THAT(reason, Catch::Contains("the served IMSI or MSISDN is no number"));
  CHECK(rejects.find("5290f9") != std::string::npos);
  rejects.replace(rejects.find("5290f9"), 6, "529009");
  auto mended = read_all(*layout_of("3gpp"), rejects);
  REQUIRE(mended.used.size() == 1);
  CHECK(mended.used[0].quantity == 75);
}

TEST_CASE("a file that is shorter than its header says is not begun: it is still being written") {
  auto file = three_gpp_sample("pgw.cdr");
  auto by = layout_of("3gpp");
  for (std::size_t size : {std::size_t{10}, std::size_t{51}, file.size() - 1}) {
    std::istringstream in{file.substr(0, size)};
    CHECK(by->open(in, {}).error() == cdr_files::file_incomplete);
  }
  std::istringstream other{"this is no such file, though it is long enough to hold a header of one"};
  CHECK(by->open(other, {}).error() == cdr_files::header_wrong);
}

TEST_CASE("a record's length that leads past the end ends the file with one reject; the records before it are read") {
  auto file = three_gpp_sample("msc.cdr");
  file[52] = '\x7f';
  auto read = read_all(*layout_of("3gpp"), file);
  CHECK(read.used.empty());
  REQUIRE(read.rejected.size() == 1);
  CHECK_THAT(read.rejected[0].second, Catch::Contains("a record's header says"));
  auto longer = three_gpp_sample("msc.cdr") + "more";
  auto most = read_all(*layout_of("3gpp"), longer);
  CHECK(most.used.size() == 6);
  REQUIRE(most.rejected.size() == 1);
  CHECK_THAT(most.rejected[0].second, Catch::Contains("longer than its header says"));
}

TEST_CASE("an element's file says its number, how many records it holds and whether some were lost") {
  auto by = layout_of("3gpp");
  read_all(*by, three_gpp_sample("pgw.cdr"));
  auto number = by->numbered().value();
  CHECK(number.node == "10.0.0.9");
  CHECK(number.sequence == 3);
  CHECK(number.records == 5);
  CHECK(number.lost_records == 5);
}

TEST_CASE("lengths, tags and numbers of BER are taken only as far as there are bytes") {
  auto first = [](const std::string& in) {
    cdr_files::ber_reader each{in};
    cdr_files::ber_value value;
    return each.next(value) ? std::optional{std::pair{value.tag, std::string{value.bytes}}} : std::nullopt;
  };
  CHECK(first(bytes({0x85, 1, 7})) == std::pair{5u, bytes({7})});
  CHECK(first(bytes({0x9f, 0x53, 1, 7})) == std::pair{83u, bytes({7})});
  CHECK(first(bytes({0xbf, 0x53, 0x80, 0x80, 1, 7, 0, 0})) == std::pair{83u, bytes({0x80, 1, 7})});
  CHECK(first(bytes({0xa0, 0x80, 0xa1, 0x80, 0, 0, 0, 0})) == std::pair{0u, bytes({0xa1, 0x80, 0, 0})});
  CHECK_FALSE(first(bytes({0x85})));
  CHECK_FALSE(first(bytes({0x85, 2, 7})));
  CHECK_FALSE(first(bytes({0x85, 0x81})));
  CHECK_FALSE(first(bytes({0x85, 0x85, 0, 0, 0, 0, 1, 7})));
  CHECK_FALSE(first(bytes({0x85, 0x84, 0xff, 0xff, 0xff, 0xff, 7})));
  CHECK_FALSE(first(bytes({0x80, 0x80, 0, 0})));  // indefinite, and not constructed
  CHECK_FALSE(first(bytes({0x9f, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 7})));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += bytes({0xa0, 0x80});
  CHECK_FALSE(first(deep));
  CHECK(cdr_files::ber_integer(bytes({0xff})) == -1);
  CHECK(cdr_files::ber_integer(bytes({0, 0xff, 0xff, 0xff, 0xff})) == 4'294'967'295);
  CHECK_FALSE(cdr_files::ber_integer({}));
  CHECK_FALSE(cdr_files::ber_integer(std::string(9, '\0')));
}

TEST_CASE("numbers and times are read in their codings, and nothing else is taken for them") {
  using namespace cdr_files;
  CHECK(tbcd_digits(bytes({0x21, 0xf3})) == "123");
  CHECK_FALSE(tbcd_digits(bytes({0xf1, 0x32})));
  CHECK(directory_number(bytes({0x91, 0x84})) == "+48");
  CHECK(directory_number(bytes({0xa1, 0x84})) == "48");
  CHECK_FALSE(directory_number({}));
  CHECK_FALSE(directory_number(bytes({0x21})));
  CHECK(short_message_address(bytes({2, 0x91, 0x84})) == "+48");
  CHECK(short_message_address(bytes({0x91, 0x84})) == "+48");
  CHECK(short_message_address(bytes({0xd0, 0x41})) == "");  // letters
  CHECK_FALSE(short_message_address(bytes({9, 0x91, 0x84})));
  CHECK(three_gpp_time(bytes({0x26, 0x03, 0x02, 0x10, 0, 0, '+', 0x03, 0})) == at("2026-03-02T07:00:00Z"));
  for (const auto& wrong : {bytes({0x26, 0x13, 0x02, 0x10, 0, 0, '+', 3, 0}), bytes({0x26, 0x02, 0x30, 0x10, 0, 0, '+', 3, 0}),
                            bytes({0x26, 0x03, 0x02, 0x24, 0, 0, '+', 3, 0}), bytes({0x26, 0x03, 0x02, 0x10, 0, 0, '*', 3, 0}),
                            bytes({0x2a, 0x03, 0x02, 0x10, 0, 0, '+', 3, 0}), bytes({0x26, 0x03, 0x02})})
    CHECK_FALSE(three_gpp_time(wrong));
  CHECK(party_of_uri("tel:+48-500-000-001;phone-context=x") == "+48500000001");
  CHECK(party_of_uri("sip:+48500000001@ims.example;user=phone") == "+48500000001");
  CHECK(party_of_uri("sip:anna@ims.example") == "anna@ims.example");
}

TEST_CASE("files of an element that have not come are missed until they come, and what it lost is told") {
  cdr_files::file_numbers numbers;
  auto note = [&](std::uint32_t sequence, std::uint32_t lost = 0, std::uint64_t records = 10) {
    numbers = cdr_files::file_numbers::parse(numbers.text());  // as from one run to the next
    return numbers.note({"10.0.0.9", sequence, 10, lost}, {"digest-" + std::to_string(sequence), "file", records});
  };
  CHECK(note(5).empty());
  CHECK(note(6).empty());
  CHECK(note(6).empty());  // the same file
  CHECK(note(9) == std::vector<std::string>{"files 7 to 8 of 10.0.0.9 have not come"});
  CHECK(numbers.missing() == 2);
  CHECK(note(7).empty());
  CHECK(numbers.missing_text() == std::vector<std::string>{"10.0.0.9: files that have not come: 8"});
  CHECK(note(8).empty());
  CHECK(numbers.missing() == 0);
  CHECK_THAT(note(10, 3).at(0), Catch::Contains("lost at least 3 records"));
  CHECK_THAT(note(11, 0, 9).at(0), Catch::Contains("says 10 records, it holds 9"));
  CHECK_THAT(note(10).at(0), Catch::Contains("number 10 was used before"));
  CHECK_THAT(note(4'000).at(0), Catch::Contains("jump from number 11 to 4000"));
  CHECK_THAT(note(1).at(0), Catch::Contains("jump from number 4000 to 1"));
  CHECK(note(2).empty());
  CHECK(numbers.missing() == 0);
}

TEST_CASE("after the greatest number comes 0") {
  cdr_files::file_numbers numbers;
  CHECK(numbers.note({"n", 0xffff'ffff, 1, 0}, {"a", "a", 1}).empty());
  CHECK(numbers.note({"n", 0, 1, 0}, {"b", "b", 1}).empty());
  CHECK(numbers.note({"n", 2, 1, 0}, {"c", "c", 1}) == std::vector<std::string>{"file 1 of n has not come"});
}
