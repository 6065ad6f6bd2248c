// JSON with places.
#include "catalog/document.hpp"

#include "catalog/refusals.hpp"
#include "tests/catch.hpp"

using catalog::node;
using catalog::parse_document;
using catalog::place;

TEST_CASE("each value of a document knows its line and column") {
  auto tree = parse_document("{\n  \"a\": 1,\n  \"b\": [true, \"x\\\"y\", null,\n    {\"c\" : -2.50}]\n}").value();
  CHECK(tree.at == place{1, 1});
  CHECK(tree.find("a")->at == place{2, 8});
  CHECK(tree.find("a")->text == "1");
  const auto& list = *tree.find("b");
  CHECK(list.at == place{3, 8});
  CHECK(list.items[0].at == place{3, 9});
  CHECK(list.items[1].at == place{3, 15});
  CHECK(list.items[1].text == "x\"y");
  CHECK(list.items[2].is == node::kind::null);
  CHECK(list.items[2].at == place{3, 23});
  CHECK(list.items[3].at == place{4, 5});
  CHECK(list.items[3].members[0].at == place{4, 6});
  CHECK(list.items[3].find("c")->at == place{4, 12});
}

TEST_CASE("a number stays the text it was written as") {
  auto tree = parse_document("[0.1, 12345678901234567890123, 1e400, -0]");
  REQUIRE(tree.has_value());
  CHECK(tree->items[0].text == "0.1");
  CHECK(tree->items[1].text == "12345678901234567890123");
  CHECK(tree->items[2].text == "1e400");
  CHECK(tree->items[3].text == "-0");
}

TEST_CASE("a column is counted in letters, not in bytes") {
  auto tree = parse_document(R"({"имя": "Москва", "x": 1})").value();
  CHECK(tree.find("x")->at == place{1, 24});
  CHECK(tree.find("имя")->text == "Москва");
}

TEST_CASE("what is not JSON is refused where it stops being JSON") {
  auto refusal = [](std::string_view text) {
    auto it = parse_document(text);
    REQUIRE(it.has_error());
    CHECK(it.error() == catalog::catalog_file_wrong);
    return it.error().detail();
  };
  CHECK_THAT(refusal("{\n \"a\": tru }"), Catch::Contains("Line 2, column 10"));
  CHECK_THAT(refusal("{\"a\": 1,}"), Catch::Contains("Line 1, column 9"));
  CHECK_THAT(refusal("{\"a\": 1"), Catch::Contains("Line 1, column 8"));
  CHECK_THAT(refusal(""), Catch::Contains("Line 1, column 1"));
  CHECK_THAT(refusal("{} x"), Catch::Contains("Line 1, column 4"));
  CHECK_THAT(refusal("{\"a\": 1,\n \"a\": 2}"), Catch::Contains("Line 2, column 2: `a` is given twice"));
  CHECK_THAT(refusal(std::string(100, '[')), Catch::Contains("Line 1, column 33"));
}

TEST_CASE("two texts of the same content are the same canonical text") {
  auto canonical = [](std::string_view text) { return canonical_text(parse_document(text).value()); };
  CHECK(canonical("{\"b\": [1, \"\\u0041\"], \"a\": null}") == R"({"a":null,"b":[1,"A"]})");
  CHECK(canonical("{ \"a\":null,\n\"b\":[1,\"A\"]}") == canonical("{\"b\": [1, \"A\"], \"a\": null}"));
  CHECK(canonical("[1, 2]") != canonical("[2, 1]"));
}
