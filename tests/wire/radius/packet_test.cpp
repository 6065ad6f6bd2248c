// RADIUS packets: lengths, secrets, and the same codec for what we answer and what we ask.
#include "adapters/radius/packet.hpp"

#include "adapters/radius/clients.hpp"
#include "tests/catch.hpp"

using namespace radius;

TEST_CASE("an accounting request is believed only from somebody who knows the secret, and the answer by them") {
  auto request = write_request(code::accounting_request, 7, write_attribute(40, 1) + write_attribute(44, "s-1"), "correct horse");
  auto it = read_packet(request);
  REQUIRE(it);
  CHECK(it->id == 7);
  CHECK(it->number(40) == 1);
  CHECK(it->text(44) == "s-1");
  CHECK(proves_request(*it, "correct horse"));
  CHECK_FALSE(proves_request(*it, "wrong horse"));
  auto answer = write_response(code::accounting_response, *it, {}, "correct horse");
  auto read = read_packet(answer);
  REQUIRE(read);
  CHECK(proves_response(*read, 7, it->authenticator, "correct horse"));
  CHECK_FALSE(proves_response(*read, 7, it->authenticator, "wrong horse"));
  CHECK_FALSE(proves_response(*read, 8, it->authenticator, "correct horse"));
  request[30] ^= 1;
  CHECK_FALSE(proves_request(*read_packet(request), "correct horse"));
}

TEST_CASE("a wish to change or end a session is proven the same way") {
  auto request = write_request(code::disconnect_request, 3, write_attribute(1, "anna"), "secret");
  auto it = read_packet(request);
  REQUIRE(it);
  CHECK(it->code == 40);
  CHECK(proves_request(*it, "secret"));
  auto nak = write_response(code::disconnect_nak, *it, write_attribute(101, 503), "secret");
  CHECK(proves_response(*read_packet(nak), 3, it->authenticator, "secret"));
}

TEST_CASE("attributes of vendors are found by vendor and number, several in one") {
  auto own = write_attribute(1, std::string_view{"250990000000101"}, 10'415) + write_attribute(2, 4'711, 10'415);
  auto it = read_packet(write_request(code::accounting_request, 1, own, "s"));
  REQUIRE(it);
  CHECK(it->text(1, 10'415) == "250990000000101");
  CHECK(it->number(2, 10'415) == 4'711);
  CHECK_FALSE(it->find(1));
  CHECK_FALSE(it->find(1, 9));
}

TEST_CASE("a packet that is shorter than it says, or whose attributes lead past its end, is none") {
  auto good = write_request(code::accounting_request, 1, write_attribute(44, "session"), "s");
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(read_packet(std::string_view{good}.substr(0, size)));
  CHECK(read_packet(good + "padding")->bytes.size() == good.size());
  auto broken = good;
  broken[21] = 9 + 1;  // the attribute's length
  CHECK_FALSE(read_packet(broken));
  broken[21] = 1;
  CHECK_FALSE(read_packet(broken));
  broken = good;
  broken[2] = 0x7f;
  CHECK_FALSE(read_packet(broken));
  CHECK_FALSE(read_packet(write_request(code::accounting_request, 1, std::string("\x1a\x05\x00\x00\x28", 5), "s")));  // a vendor of three octets
}

TEST_CASE("the narrowest network that holds an address says which secret is meant") {
  client_book book{{*make_client("all", "10.0.0.0/8", "a"), *make_client("one", "10.1.2.3", "b"), *make_client("six", "2001:db8::/32", "c")}};
  auto found = [&](std::string_view address) {
    const auto* it = book.find(*parse_ip(address));
    return it ? it->name : "";
  };
  CHECK(found("10.1.2.3") == "one");
  CHECK(found("10.9.9.9") == "all");
  CHECK(found("2001:db8:1::5") == "six");
  CHECK(found("192.0.2.1").empty());
  CHECK(found("2001:db9::1").empty());
  CHECK(ip_text(*parse_ip("10.1.2.3")) == "10.1.2.3");
  for (const auto* wrong : {"10.0.0", "10.0.0.0/33", "10.0.0.0/x", "", "2001:db8::/129"}) CHECK_FALSE(make_client("x", wrong, "s"));
  CHECK_FALSE(make_client("x", "10.0.0.1", ""));
}
