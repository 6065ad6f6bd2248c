// Comma-separated files as they come: good ones, odd ones and broken ones.
#include "core/csv.hpp"

#include "core/utf8.hpp"
#include "tests/catch.hpp"

namespace {

using fields = std::vector<std::string>;

struct read_row {
  std::size_t line;
  fields values;
  std::string broken;
};

std::vector<read_row> rows(std::string_view text, core::csv_dialect how = {}) {
  core::csv_reader reader{text, how};
  std::vector<read_row> out;
  for (core::csv_row row; reader.next(row);) {
    CHECK(text.substr(row.offset, row.raw.size()) == row.raw);
    out.push_back({row.line, {row.fields.begin(), row.fields.end()}, std::string{row.broken}});
  }
  return out;
}

}  // namespace

TEST_CASE("rows are read with every line end, the last with or without one") {
  for (std::string_view text :
       {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d", "a,b\n\n\nc,d", "\r\n\r\na,b\r\nc,d\r\n\r\n"}) {
    auto it = rows(text);
    REQUIRE(it.size() == 2);
    CHECK(it[0].values == fields{"a", "b"});
    CHECK(it[1].values == fields{"c", "d"});
  }
  CHECK(rows("").empty());
  CHECK(rows("\n\r\n").empty());
}

TEST_CASE("quotes hide separators, line ends and themselves") {
  auto it = rows("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"\"\nnext,1,2,3\n");
  REQUIRE(it.size() == 2);
  CHECK(it[0].values == fields{"a,b", "say \"hi\"", "two\nlines", ""});
  CHECK(it[1].line == 3);  // the first row was two lines long
  CHECK(rows("a;\"b;c\";d", {';', '"'})[0].values == fields{"a", "b;c", "d"});
  CHECK(rows("a|\"b|c", {'|', '\0'})[0].values == fields{"a", "\"b", "c"});
  CHECK(rows("a\t\tb", {'\t', '"'})[0].values == fields{"a", "", "b"});
  CHECK(rows("a,b,\n,")[0].values == fields{"a", "b", ""});
  CHECK(rows("5' 11\",x")[0].values == fields{"5' 11\"", "x"});  // a quote inside a bare field is a letter
}

TEST_CASE("many fields with doubled quotes in one row keep their own texts") {
  std::string text;
  fields expected;
  for (int i = 0; i < 50; ++i) {
    text += (i > 0 ? "," : "") + std::string{"\"\"\""} + std::to_string(i) + "\"";
    expected.push_back("\"" + std::to_string(i));
  }
  CHECK(rows(text)[0].values == expected);
}

TEST_CASE("a broken row is told with its line, and the next line is read again") {
  auto it = rows("a,b\nx,\"never closed\nc,d\n");
  REQUIRE(it.size() == 3);
  CHECK(it[1].line == 2);
  CHECK(it[1].broken == "a quote is opened and never closed");
  CHECK(it[2].values == fields{"c", "d"});
  auto after = rows("x,\"open\ny,\"closed\"\nz,1\n");
  REQUIRE(after.size() == 3);
  CHECK(after[0].broken == "text follows a closing quote");
  CHECK(after[1].values == fields{"y", "closed"});
  CHECK(after[2].values == fields{"z", "1"});
  CHECK(rows("\"a\"b,c\nd")[0].broken == "text follows a closing quote");
}

TEST_CASE("the separator is guessed from the first line, outside its quotes") {
  CHECK(core::guess_separator("name;city\n1,2,3,4,5") == ';');
  CHECK(core::guess_separator("\"a;b;c\",d") == ',');
  CHECK(core::guess_separator("a\tb\tc") == '\t');
  CHECK(core::guess_separator("a|b") == '|');
  CHECK(core::guess_separator("alone") == ',');
}

TEST_CASE("a field we write is read back the same, and no spreadsheet takes it for a formula") {
  for (std::string text : {"plain", "a,b", "say \"hi\"", "two\r\nlines", "", "'"}) {
    auto it = rows("x," + core::csv_field(text));
    CHECK(it[0].values[1] == text);
  }
  CHECK(core::csv_field("=1+1") == "=1+1");
  for (std::string text : {"=1+1", "+48601", "-1", "@sum", "\tx"}) CHECK(core::csv_export_field(text)[0] != text[0]);
  CHECK(core::csv_export_field("Anna") == "Anna");
}

TEST_CASE("bytes that are no UTF-8 are found where they stand") {
  CHECK_FALSE(core::first_bad_byte("Łukasz Żółć, Щёлоков, 日本, \xF0\x9F\x98\x80"));
  CHECK_FALSE(core::first_bad_byte(""));
  CHECK(core::first_bad_byte("ab\xFF") == 2U);
  CHECK(core::first_bad_byte("\xC8\xE2\xE0\xED") == 0U);  // Windows-1251
  CHECK(core::first_bad_byte("a\xC0\xAF") == 1U);         // overlong
  CHECK(core::first_bad_byte("\xED\xA0\x80") == 0U);      // a surrogate
  CHECK(core::first_bad_byte("\xF4\x90\x80\x80") == 0U);  // past the last character
  CHECK(core::first_bad_byte("abc\xE2\x82") == 3U);       // cut off
  CHECK(core::first_bad_byte(std::string_view{"a\0b", 3}) == 1U);
  CHECK(core::without_bom("\xEF\xBB\xBFname") == "name");
  CHECK(core::without_bom("name") == "name");
}
