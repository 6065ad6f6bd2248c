// The decoder of 3GPP records against what no element would write, under the sanitizers. For a few seconds in ./test;
// ABONENT_FUZZ_SECONDS for longer by hand.
#include <chrono>
#include <cstdlib>
#include <random>
#include <sstream>

#include "adapters/cdr_files/three_gpp.hpp"
#include "tests/catch.hpp"
#include "tests/fuzzed.hpp"

namespace {

std::string sample(const std::string& name) { return tests::file_bytes(ABONENT_SOURCE_DIR "/tests/wire/samples/3gpp/" + name); }

void read_file(const std::string& bytes) {
  cdr_files::three_gpp_layout by{{}};
  std::istringstream in{bytes};
  auto records = by.open(in, {});
  if (!records) return;
  cdr_files::row each;
  cdr_files::row_place before;
  std::size_t count = 0;
  while ((*records)->next(each)) {
    REQUIRE(each.next.offset > each.at.offset);  // it always comes to an end
    REQUIRE(each.at.offset >= before.offset);
    before = each.next;
    REQUIRE(++count <= bytes.size());
    by.read(each);
    REQUIRE(by.as_it_stood(each).size() == 2 * each.raw.size() + 1);
  }
}

}  // namespace

TEST_CASE("no bytes whatever bring the reader of 3GPP files down or make it run for ever") {
  std::vector<std::string> seeds{sample("msc.cdr"), sample("pgw.cdr"), sample("ims.cdr")};
  tests::fuzz(seeds, [](const std::string& bytes) { read_file(bytes); });
}

TEST_CASE("no bytes whatever bring the decoder of one record down") {
  std::vector<std::string> seeds;
  for (const auto* name : {"msc.cdr", "pgw.cdr", "ims.cdr"}) {
    cdr_files::three_gpp_layout by{{}};
    std::istringstream in{sample(name)};
    auto records = by.open(in, {}).value();
    cdr_files::row each;
    while (records->next(each)) seeds.push_back(each.raw);
  }
  tests::fuzz(seeds, [](const std::string& bytes) {
    auto what = cdr_files::read_three_gpp(bytes, {});
    if (const auto* used = std::get_if<cdr_files::usage>(&what)) {
      CHECK(used->quantity >= 0);
      CHECK_FALSE(used->subscriber.empty());
      CHECK(used->record_key.size() <= 200);
    }
  });
}
