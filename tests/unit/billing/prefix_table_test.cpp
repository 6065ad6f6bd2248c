// The longest prefix, checked against a plain loop over all of them.
#include "billing/prefix_table.hpp"

#include <map>
#include <random>
#include <string>

#include "tests/catch.hpp"

using billing::prefix_table;

TEST_CASE("the longest prefix of a number decides where it goes") {
  prefix_table table{{{"7", 1}, {"7495", 2}, {"749512", 3}, {"48", 4}}};
  CHECK(table.find("79161234567") == 1);
  CHECK(table.find("74951112233") == 2);
  CHECK(table.find("74951212233") == 3);
  CHECK(table.find("74959999999") == 2);
  CHECK(table.find("48600100200") == 4);
  CHECK(table.find("4") == prefix_table::none);
  CHECK(table.find("49") == prefix_table::none);
  CHECK(table.find("") == prefix_table::none);
}

TEST_CASE("a short number is not taken for the beginning of a longer one") {
  prefix_table table{{{"112", 1}, {"1120", 2}}};
  CHECK(table.find("112") == 1);
  CHECK(table.find("11200") == 2);
  CHECK(table.find("11") == prefix_table::none);
}

TEST_CASE("the empty prefix takes what no other takes, names included") {
  prefix_table table{{{"", 9}, {"7", 1}}};
  CHECK(table.find("internet") == 9);
  CHECK(table.find("") == 9);
  CHECK(table.find("49") == 9);
  CHECK(table.find("7") == 1);
}

TEST_CASE("twenty thousand random prefixes answer as a plain search over all of them does") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  auto digits = [&](std::size_t length) {
    std::string out;
    while (out.size() < length) out += static_cast<char>('0' + random() % 10);
    return out;
  };
  std::map<std::string, std::uint32_t> plain;
  while (plain.size() < 20'000) plain.emplace(digits(1 + random() % 9), static_cast<std::uint32_t>(plain.size()));
  std::vector<prefix_table::entry> entries;
  for (const auto& [prefix, value] : plain) entries.push_back({prefix, value});
  std::shuffle(entries.begin(), entries.end(), random);
  prefix_table table{entries};
  for (int i = 0; i < 20'000; ++i) {
    auto number = digits(random() % 16);
    auto expected = prefix_table::none;
    for (std::size_t length = number.size(); length > 0 && expected == prefix_table::none; --length)
      if (auto it = plain.find(number.substr(0, length)); it != plain.end()) expected = it->second;
    CAPTURE(number);
    REQUIRE(table.find(number) == expected);
  }
}
