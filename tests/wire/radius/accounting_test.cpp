// What accounting reports say was used.
#include "adapters/radius/accounting.hpp"

#include "core/utf8.hpp"
#include "tests/catch.hpp"

using namespace radius;
using namespace std::chrono_literals;

namespace {

const auto noon = core::instant::from_seconds(1'772'452'800);

std::string report(std::uint32_t status, std::uint32_t seconds = 0, const std::string& more = {}) {
  return write_attribute(40, status) + write_attribute(44, "s-1") + write_attribute(32, std::string_view{"bng-1"}) + write_attribute(1, std::string_view{"anna@isp.example"}) +
         write_attribute(46, seconds) + more;
}

accounting_usage read(const std::string& attributes, const accounting_rules& by = {}) {
  auto bytes = write_request(code::accounting_request, 1, attributes, "s");
  return read_accounting(*read_packet(bytes), "edge", "192.0.2.7", noon, by).value();
}

}  // namespace

TEST_CASE("a report's bytes are both ways, gigawords counted, since the session began") {
  auto it = read(report(2, 600, write_attribute(42, 1'000) + write_attribute(43, 5) + write_attribute(53, 3) + write_attribute(55, 1'772'452'700)));
  CHECK(it.quantity == 3LL * 4'294'967'296 + 1'005);
  CHECK(it.ended == noon - 100s);
  CHECK(it.start == noon - 700s);
  CHECK(it.part == bus::usage_part::last);
  CHECK(it.charging_id == "edge/bng-1/s-1");
  CHECK(it.subscriber == "anna@isp.example");
  CHECK(it.kind == bus::usage_subscriber_kind::login);
  CHECK(it.view().part_number == 0);
}

TEST_CASE("without a clock of the element's own the time is when it arrived, less the time it was on its way") {
  CHECK(read(report(3, 60, write_attribute(41, 5))).ended == noon - 5s);
  CHECK(read(report(3, 60, write_attribute(41, 5))).record_key == read(report(3, 60, write_attribute(41, 9))).record_key);
  CHECK(read(report(3, 60)).record_key != read(report(3, 120)).record_key);
  CHECK(read(report(3, 60)).record_key != read(report(2, 60)).record_key);
}

TEST_CASE("3GPP's IMSI says who is charged where there is one, and its network where it happened unless that is home") {
  auto own = write_attribute(1, std::string_view{"250990000000101"}, 10'415) + write_attribute(18, std::string_view{"26201"}, 10'415);
  auto it = read(report(3, 60, own));
  CHECK(it.subscriber == "250990000000101");
  CHECK(it.kind == bus::usage_subscriber_kind::imsi);
  CHECK(it.network == "26201");
  CHECK(read(report(3, 60, own), {charged_identity::login, {"26201"}}).network.empty());
  CHECK(read(report(3, 60, own), {charged_identity::login, {}}).subscriber == "anna@isp.example");
  CHECK(read(report(3, 60, write_attribute(31, std::string_view{"79160000101"})), {charged_identity::msisdn, {}}).subscriber == "79160000101");
}

TEST_CASE("an element that has begun anew ends its own sessions, not those of another") {
  auto it = read(write_attribute(40, 7) + write_attribute(32, std::string_view{"bng-1"}));
  CHECK(it.part == bus::usage_part::all_ended);
  CHECK(it.charging_id == "edge/bng-1/");
  CHECK(read(write_attribute(40, 7)).charging_id == "edge/192.0.2.7/");
}

TEST_CASE("a report without a session or a user is kept for a person, and texts that are none do no harm") {
  auto it = read(write_attribute(40, 2));
  CHECK(it.charging_id.empty());
  CHECK(it.subscriber.empty());
  CHECK_FALSE(it.record_key.empty());
  auto odd = read(write_attribute(40, 2) + write_attribute(44, std::string_view{"\xff\x00\x01", 3}) + write_attribute(1, std::string(253, 'x')));
  CHECK(odd.charging_id == "edge/192.0.2.7/ff0001");
  CHECK(odd.subscriber.size() <= 200);
  CHECK_FALSE(core::first_bad_byte(odd.record_key));
}

TEST_CASE("a status that reports no usage is answered, and nothing more") {
  auto bytes = write_request(code::accounting_request, 1, write_attribute(40, 9), "s");
  CHECK_FALSE(read_accounting(*read_packet(bytes), "edge", "192.0.2.7", noon, {}));
}
