// Splitting files into rows, whatever stands in them.
#include "adapters/cdr_files/row_reader.hpp"

#include <random>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/wire/cdr_files/reading.hpp"

using cdr_files::row;
using cdr_files::row_reader;

namespace {

std::vector<row> rows_of(const std::string& text, cdr_files::row_rules rules = {}, cdr_files::row_place from = {}) {
  std::istringstream in{text};
  row_reader reader{in, rules, from};
  std::vector<row> out;
  for (row each; reader.next(each);) out.push_back(each);
  return out;
}

}  // namespace

TEST_CASE("quotes, doubled quotes, empty fields and line ends of every kind") {
  auto rows = rows_of("a,\"b,\"\"c\"\"\",\r\n\n\"x\ny\",,z\nlast");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].fields == std::vector<std::string>{"a", "b,\"c\"", ""});
  CHECK(rows[1].fields == std::vector<std::string>{"x\ny", "", "z"});
  CHECK(rows[1].at.line == 3);
  CHECK(rows[2].at.line == 5);
  CHECK(rows[2].fields == std::vector<std::string>{"last"});
}

TEST_CASE("a quote that is never closed costs its own line and no other") {
  auto rows = rows_of("a,\"b\nc,d\ne,f\n");
  REQUIRE(rows.size() == 3);
  CHECK_THAT(rows[0].wrong, Catch::Contains("never closed"));
  CHECK(rows[0].raw == "a,\"b");
  CHECK(rows[1].fields == std::vector<std::string>{"c", "d"});
  CHECK(rows[2].at.line == 3);
}

TEST_CASE("a row longer than any call record is told and passed") {
  auto rows = rows_of("a,b\n" + std::string(200'000, 'x') + "\nc,d\n");
  REQUIRE(rows.size() == 3);
  CHECK_THAT(rows[1].wrong, Catch::Contains("longer than"));
  CHECK(rows[2].fields == std::vector<std::string>{"c", "d"});
  CHECK(rows[2].at.line == 3);
}

TEST_CASE("a byte order mark is not part of the first field") {
  CHECK(rows_of("\xEF\xBB\xBF" "a,b\n")[0].fields[0] == "a");
}

TEST_CASE("reading goes on at any row exactly where it stopped") {
  auto text = cdr_test::whole(cdr_test::sample_path("asterisk-master.csv")) + "a,\"open\nb\n\"two\nlines\",c\nd\n";
  auto all = rows_of(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto rest = rows_of(text, {}, all[i].next);
    REQUIRE(rest.size() == all.size() - i - 1);
    for (std::size_t j = 0; j < rest.size(); ++j) {
      CHECK(rest[j].at == all[i + 1 + j].at);
      CHECK(rest[j].raw == all[i + 1 + j].raw);
    }
  }
}

TEST_CASE("whatever bytes a file holds, each row is usage, passed over or rejected, and reading ends") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  struct {
    std::string file;
    std::unique_ptr<cdr_files::layout> by;
  } kinds[] = {{"asterisk-master.csv", cdr_test::layout_of("asterisk")},
               {"asterisk-custom.csv", cdr_test::layout_of("asterisk")},
               {"semicolon.csv", cdr_test::layout_of("csv", cdr_test::whole(cdr_test::sample_path("semicolon.toml")))}};
  constexpr std::string_view spice = "\",;\n\r\\\0 -.:09\xD0\xFF#";
  for (int i = 0; i < 3'000; ++i) {
    CAPTURE(i);
    auto& kind = kinds[random() % 3];
    auto text = cdr_test::whole(cdr_test::sample_path(kind.file));
    for (auto changes = random() % 8; changes > 0; --changes) {
      auto at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = spice[random() % spice.size()]; break;
        case 1: text.erase(at, random() % 5); break;
        case 2: text.insert(at, 1, spice[random() % spice.size()]); break;
      }
    }
    auto read = cdr_test::read_all(*kind.by, text);
    for (const auto& used : read.used) {
      REQUIRE(used.quantity >= 0);
      REQUIRE_FALSE(used.subscriber.empty());
      REQUIRE(used.record_key.size() <= 200);
    }
    REQUIRE(read.used.size() + read.passed_over + read.rejected.size() < 100);
  }
}
