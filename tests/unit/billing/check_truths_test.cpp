// Truth cases through the rating of live traffic: ours, ten thousand random ones of a model in another language, and what
// is said of cases that fail.
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <random>
#include <sstream>

#include "billing/check_truths.hpp"
#include "catalog/load_catalog.hpp"
#include "tests/catch.hpp"

namespace {

std::string file_text(const std::string& path) {
  std::ifstream in{std::string{ABONENT_SOURCE_DIR} + "/" + path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string said_by(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> from{popen(command.c_str(), "r"), pclose};
  std::string out;
  std::array<char, 65'536> piece{};
  while (auto size = std::fread(piece.data(), 1, piece.size(), from.get())) out.append(piece.data(), size);
  return out;
}

std::int64_t shown(const billing::truth_verdict& it) {
  return std::accumulate(it.steps.begin(), it.steps.end(), std::int64_t{0}, [](auto sum, const auto& step) { return sum + step.amount_micros.value_or(0); });
}

std::string a_case(std::string_view tariff, std::string_view usage, std::string_view expected) {
  return std::string{R"({"cases": [{"id": "x", "tariff": )"}.append(tariff).append(R"(, "usage": )").append(usage).append(R"(, "expected": )").append(expected).append("}]}");
}

billing::truth_verdict verdict_on(std::string_view tariff, std::string_view usage, std::string_view expected) {
  auto all = billing::check_truths(a_case(tariff, usage, expected));
  REQUIRE(all.has_value());
  REQUIRE(all->size() == 1);
  return all->front();
}

constexpr std::string_view ten_a_unit = R"({"model": "per_unit", "unit_price": 10})", two_units = R"({"quantity": 2, "unit": "unit"})";

}  // namespace

TEST_CASE("every truth case of ours holds, and its explanation adds up to the charge") {
  auto all = billing::check_truths(file_text("tests/unit/billing/truths.json"));
  REQUIRE(all.has_value());
  CHECK(all->size() > 30);
  for (const auto& each : *all) {
    INFO(billing::told(each));
    CHECK(each.passed);
    CHECK(each.unread.empty());
    CHECK(shown(each) == each.charge_micros);
  }
}

TEST_CASE("ten thousand random tariffs cost what a model of exact fractions in another language says") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  auto all = billing::check_truths(said_by("python3 " ABONENT_SOURCE_DIR "/tests/unit/billing/random_truths.py " + std::to_string(seed) + " 10000"));
  REQUIRE(all.has_value());
  REQUIRE(all->size() == 10'000);
  std::int64_t charged = 0;
  for (const auto& each : *all) {
    INFO(billing::told(each));
    REQUIRE(each.passed);
    REQUIRE(shown(each) == each.charge_micros);
    charged += each.charge_micros != 0 ? 1 : 0;
  }
  CHECK(charged > 5'000);  // it must not become a test of nothing
}

TEST_CASE("a thousand random tariffs that remember charge five thousand lines what a model in another language says") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::istringstream files{said_by("python3 " ABONENT_SOURCE_DIR "/tests/unit/billing/random_memory.py " + std::to_string(seed) + " 1000")};
  std::size_t cases = 0;
  for (std::string file; std::getline(files, file);) {
    auto all = billing::check_truths(file);
    INFO(file << (all ? "" : all.error().sentence()));
    REQUIRE(all.has_value());
    for (const auto& each : *all) {
      INFO(billing::told(each));
      REQUIRE(each.passed);
      REQUIRE(shown(each) == each.charge_micros);
      ++cases;
    }
  }
  CHECK(cases == 5'000);
}

TEST_CASE("the cases of the sample tariffs hold") {
  for (const auto* name : {"talk_freely", "all_in", "home_fibre", "family_pack"}) {
    auto file = catalog::read_catalog_file(file_text(std::string{"catalog/samples/"} + name + ".json"));
    REQUIRE(file.has_value());
    auto fine = billing::expect_truths(*file->tariff);
    INFO(name << (fine ? "" : fine.error().sentence()));
    CHECK(fine.has_value());
  }
}

TEST_CASE("a case that fails says what was expected, what it is and why") {
  auto it = verdict_on(ten_a_unit, two_units, R"({"charge": 21})");
  CHECK_FALSE(it.passed);
  CHECK(it.is_readable);
  CHECK(it.differences == std::vector<std::string>{"charge: expected 21, is 20"});
  CHECK_THAT(billing::told(it), Catch::Contains("2 events in the last tier") && Catch::Contains("20.00"));
  CHECK(verdict_on(ten_a_unit, two_units, R"({"charge": 21, "tolerance": 1})").passed);
}

TEST_CASE("a case passes by what it expects, not by expecting nothing") {
  CHECK_FALSE(verdict_on(ten_a_unit, two_units, "{}").passed);
  CHECK_FALSE(verdict_on(ten_a_unit, two_units, R"({"charge": 20, "balance_after": 5})").passed);
  CHECK_FALSE(verdict_on(ten_a_unit, two_units, R"({"charge": 20, "smell": "good"})").passed);
  CHECK_FALSE(verdict_on(ten_a_unit, two_units, R"({"charge": null, "error": "no price"})").passed);
  CHECK(verdict_on(ten_a_unit, two_units, R"({"charge": 20})").passed);
}

TEST_CASE("what a case says and nobody understands is told") {
  auto it = verdict_on(R"({"model": "per_unit", "unit_price": 10, "colour": "blue"})", R"({"quantity": 2, "mood": 1})", R"({"charge": 20})");
  CHECK(it.passed);
  CHECK(it.unread == std::vector<std::string>{"tariff.colour", "usage.mood"});
}

TEST_CASE("a case that cannot be read fails with its line, and the others are run") {
  auto text = R"({"cases": [
    {"id": "good", "tariff": {"model": "per_unit", "unit_price": 10}, "usage": {"quantity": 2}, "expected": {"charge": 20}},
    {"id": "bad", "tariff": {"model": "per_unit", "unit_price": "ten"}, "usage": {"quantity": 2}, "expected": {"charge": 20}},
    {"id": "odd", "tariff": {"model": "guess"}, "usage": {"quantity": 2}, "expected": {"charge": 20}}]})";
  auto all = billing::check_truths(text);
  REQUIRE(all.has_value());
  REQUIRE(all->size() == 3);
  CHECK((*all)[0].passed);
  CHECK_FALSE((*all)[1].is_readable);
  CHECK_THAT((*all)[1].differences.at(0), Catch::Contains("Line 3") && Catch::Contains("unit_price"));
  CHECK_THAT((*all)[2].differences.at(0), Catch::Contains("Line 4") && Catch::Contains("there is no model \"guess\""));
}

TEST_CASE("a case of numbers that no amount can be is a mistake of that case") {
  for (const auto* price : {"99999999999999999999", "999999999999999999", "1e15", "-1e15"}) {
    CAPTURE(price);
    auto it = verdict_on(R"({"model": "per_unit", "unit_price": )" + std::string{price} + "}", R"({"quantity": 100000})", R"({"charge": 20})");
    CHECK_FALSE(it.passed);
    CHECK_FALSE(it.differences.empty());
  }
}

TEST_CASE("a file that holds no cases is refused with the place") {
  for (const auto* text : {"{", "[]", "{}", R"({"cases": 7})", R"({"tariff": {"code": "T 1"}})"}) {
    CAPTURE(text);
    auto all = billing::check_truths(text);
    REQUIRE_FALSE(all.has_value());
    CHECK(all.error().code() == "truth_file_wrong");
    CHECK_THAT(all.error().sentence(), Catch::Contains("Line 1"));
  }
}

TEST_CASE("a tariff whose own case fails is not published, and the case says why") {
  auto text = file_text("catalog/samples/family_pack.json");
  auto wrong = text.find("\"0.052\"");
  REQUIRE(wrong != std::string::npos);
  auto file = catalog::read_catalog_file(text.replace(wrong, 7, "\"0.050\""));
  REQUIRE(file.has_value());
  auto answer = billing::expect_truths(*file->tariff);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code() == "truth_fails");
  CHECK_THAT(answer.error().sentence(), Catch::Contains("charge 2: expected 0.05, is 0.052") && Catch::Contains("78 s"));
}
