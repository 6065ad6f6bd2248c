// The control interface's frames: samples taken from a real osmo-hlr 1.5.0, and what a broken peer may send.
#include "adapters/osmo_hlr/ctrl_codec.hpp"

#include <random>

#include "tests/catch.hpp"

using namespace osmo_hlr;

namespace {

std::string raw(std::initializer_list<int> bytes) {
  std::string out;
  for (int b : bytes) out += static_cast<char>(b);
  return out;
}

const std::string no_such = raw({0x00, 0x1c, 0xee, 0x00}) + "ERROR 6 No such subscriber.";
const std::string info_text =
    "GET_REPLY 1 subscriber.by-imsi-262010000000001.info \nid\t1\nimsi\t262010000000001\nnam_cs\t0\nnam_ps\t1\n"
    "sgsn_number\tSGSN-1\nms_purged_cs\t0\nms_purged_ps\t0\nperiodic_lu_timer\t0\nperiodic_rau_tau_timer\t0\nlmsi\t00000000";

std::string framed(const std::string& text) { return control_frame(text); }

}  // namespace

TEST_CASE("a command is framed as osmo-hlr expects it") {
  CHECK(control_frame("GET 1 subscriber.by-imsi-1.info") ==
        raw({0x00, 0x20, 0xee, 0x00}) + "GET 1 subscriber.by-imsi-1.info");
}

TEST_CASE("a command that would make osmo-hlr drop the connection is not sent") {
  CHECK_NOTHROW(control_frame(std::string(longest_command, 'x')));
  CHECK_THROWS_AS(control_frame(std::string(longest_command + 1, 'x')), std::length_error);
}

TEST_CASE("a frame is put together from single bytes") {
  frame_reader reader;
  for (std::size_t i = 0; i + 1 < no_such.size(); ++i) {
    reader.feed(no_such.substr(i, 1));
    REQUIRE_FALSE(reader.next());
  }
  reader.feed(no_such.substr(no_such.size() - 1));
  auto whole = reader.next();
  REQUIRE(whole);
  CHECK(whole->kind == frame_kind::control);
  CHECK(whole->text == "ERROR 6 No such subscriber.");
  CHECK_FALSE(reader.next());
}

TEST_CASE("several frames in one piece come out one by one, in order") {
  frame_reader reader;
  reader.feed(framed("GET_REPLY 1 a 1") + raw({0, 1, 0xfe, 0}) + raw({0, 1, 0xfe, 1}) + raw({0, 1, 0xfe, 6}) +
              framed("GET_REPLY 2 b 2") + "\x01");
  CHECK(reader.next()->text == "GET_REPLY 1 a 1");
  CHECK(reader.next()->kind == frame_kind::ping);
  CHECK(reader.next()->kind == frame_kind::pong);
  CHECK(reader.next()->kind == frame_kind::other);
  CHECK(reader.next()->text == "GET_REPLY 2 b 2");
  CHECK_FALSE(reader.next());
}

TEST_CASE("a frame of another protocol, of no length or too long is refused before it is waited for") {
  auto refused = [](const std::string& bytes) {
    frame_reader reader;
    reader.feed(bytes);
    CHECK_THROWS_AS(reader.next(), garbled);
  };
  refused("HTTP/1.1 400 Bad Request");
  refused("\x16\x03\x01\x02");           // somebody speaks TLS there
  refused(raw({0x00, 0x00, 0xee}));      // nothing inside
  refused(raw({0xff, 0xff, 0xee, 0x00}));  // 64 KB: nothing we ask is answered so
}

TEST_CASE("replies are read with their number and value") {
  auto created = parse_reply("SET_REPLY 12 subscriber.create 1");
  CHECK(created.kind == reply_kind::value);
  CHECK(created.id == 12);
  CHECK(created.value == "1");
  auto error = parse_reply("ERROR 6 No such subscriber.");
  CHECK(error.kind == reply_kind::error);
  CHECK(error.value == "No such subscriber.");
  CHECK(parse_reply("TRAP 0 some.variable value").kind == reply_kind::trap);
  CHECK(parse_reply("SET_REPLY 3 variable").value.empty());
}

TEST_CASE("a reply that names no request ends the connection") {
  for (auto text : {"ERROR err Invalid message ID number", "ERROR err Request type unknown", "GET_REPLY", "", "GET_REPLY 1x a b",
                    "GET_REPLY -1 a b", "GET_REPLY 99999999999999 a b", "HELLO 1 a b", " ", "GET_REPLY  1 a"}) {
    CHECK_THROWS_AS(parse_reply(text), garbled);
  }
}

TEST_CASE("what osmo-hlr tells of a subscriber is found by its name") {
  auto said = parse_reply(info_text);
  CHECK(info_field(said.value, "imsi") == "262010000000001");
  CHECK(info_field(said.value, "nam_cs") == "0");
  CHECK(info_field(said.value, "nam_ps") == "1");
  CHECK(info_field(said.value, "sgsn_number") == "SGSN-1");
  CHECK(info_field(said.value, "lmsi") == "00000000");
  CHECK_FALSE(info_field(said.value, "msisdn"));
  CHECK_FALSE(info_field("", "imsi"));
  CHECK_FALSE(info_field("\n\n\t\n", "imsi"));
}

TEST_CASE("random bytes never do worse than end the connection") {
  auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 chance{seed};
  for (int round = 0; round < 20'000; ++round) {
    frame_reader reader;
    std::string bytes = round % 2 ? framed("GET_REPLY 1 a b") + framed(info_text) : std::string(chance() % 64, ' ');
    for (auto& c : bytes)
      if (round % 2 == 0 || chance() % 16 == 0) c = static_cast<char>(chance());
    try {
      reader.feed(bytes);
      while (auto it = reader.next())
        if (it->kind == frame_kind::control) info_field(parse_reply(it->text).value, "msisdn");
    } catch (const garbled&) {
    }
  }
  SUCCEED();
}
