// The RADIUS codec against what no element would send, under the sanitizers.
#include "adapters/radius/accounting.hpp"
#include "core/utf8.hpp"
#include "tests/catch.hpp"
#include "tests/fuzzed.hpp"

using namespace radius;

TEST_CASE("no bytes whatever bring the RADIUS codec down, and what it reads can be sent on") {
  auto all = write_attribute(40, 2) + write_attribute(44, "s-1") + write_attribute(32, std::string_view{"bng-1"}) + write_attribute(1, std::string_view{"anna"}) + write_attribute(46, 600) +
             write_attribute(42, 77) + write_attribute(52, 3) + write_attribute(55, 1'772'452'700) + write_attribute(1, std::string_view{"250990000000101"}, 10'415) + write_attribute(18, std::string_view{"26201"}, 10'415);
  tests::fuzz({write_request(code::accounting_request, 7, all, "secret"), write_request(code::accounting_request, 8, write_attribute(40, 7), "secret")},
              [](const std::string& bytes) {
                auto it = read_packet(bytes);
                if (!it) return;
                proves_request(*it, "secret");
                auto used = read_accounting(*it, "edge", "192.0.2.7", core::instant::from_seconds(1'772'452'800), {});
                if (!used) return;
                CHECK(used->quantity >= 0);
                for (const auto* text : {&used->record_key, &used->subscriber, &used->other_party, &used->network, &used->charging_id}) {
                  CHECK(text->size() <= 200);
                  CHECK_FALSE(core::first_bad_byte(*text));
                }
              });
}
