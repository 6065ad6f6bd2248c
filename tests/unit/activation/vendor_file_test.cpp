// SIM vendors' files, in the shapes they come in.
#include "activation/vendor_file.hpp"

#include <sstream>

#include "activation/refusals.hpp"
#include "tests/catch.hpp"

using namespace activation;

namespace {

const std::string ki = "000102030405060708090a0b0c0d0e0f";
const std::string opc = "F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";

std::vector<vendor_file::line> lines_of(const std::string& text) {
  std::stringstream in{text};
  auto file = vendor_file::open(in);
  REQUIRE(file.has_value());
  std::vector<vendor_file::line> out;
  while (auto it = file->next()) out.push_back(std::move(*it));
  return out;
}

const vendor_card& card_in(const vendor_file::line& it) {
  REQUIRE(std::holds_alternative<vendor_card>(it.card));
  return std::get<vendor_card>(it.card);
}

}  // namespace

TEST_CASE("columns are found by their names, in any order, case and separator") {
  for (const std::string& text : {"ICCID,IMSI,Ki,OPC\n8970199000000000007,250990000000001," + ki + "," + opc + "\n",
                                  "imsi;pin1;opc;k;iccid\r\n250990000000001;0000;" + opc + ";" + ki + ";8970199000000000007\r\n",
                                  "\"IMSI\"\t\"ICCID\"\t\"ACC\"\t\"Ki\"\t\"OPC\"\n250990000000001\t8970199000000000007\t0001\t" + ki + "\t" + opc,
                                  "# made 2026-01-01\n\niccid  imsi  ki  opc\n8970199000000000007   250990000000001 " + ki + " " + opc}) {
    INFO(text);
    auto lines = lines_of(text);
    REQUIRE(lines.size() == 1);
    const auto& card = card_in(lines[0]);
    CHECK(card.iccid.digits() == "8970199000000000007");
    CHECK(card.imsi.digits() == "250990000000001");
    CHECK(card.keys.algorithm == card_algorithm::milenage);
    CHECK(card.keys.ki.hex() == ki);
    REQUIRE(card.keys.opc);
    CHECK(card.keys.opc->hex() == "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  }
}

TEST_CASE("an old card has an algorithm of its own and no OPc") {
  auto lines = lines_of("iccid,imsi,ki,algorithm\n8970199000000000007,250990000000001," + ki + ",COMP128v1\n");
  REQUIRE(lines.size() == 1);
  CHECK(card_in(lines[0]).keys.algorithm == card_algorithm::comp128v1);
  CHECK_FALSE(card_in(lines[0]).keys.opc);
}

TEST_CASE("each line that is no card says why, with its number and without its keys") {
  auto lines = lines_of("iccid,imsi,ki,opc,algorithm\n"
                        "8970199000000000008,250990000000001," + ki + "," + opc + "\n"   // a wrong check digit
                        "8970199000000000007,25099x," + ki + "," + opc + "\n"
                        "8970199000000000007,250990000000001,123," + opc + "\n"
                        "8970199000000000007,250990000000001," + ki + "\n"
                        "8970199000000000007,250990000000001," + ki + "," + std::string(32, 'g') + "\n"
                        "8970199000000000007,250990000000001," + ki + "," + opc + ",tuak\n"
                        "8970199000000000007\n");
  REQUIRE(lines.size() == 7);
  const char* reasons[] = {"iccid_wrong", "imsi_wrong", "keys_not_hex", "keys_not_hex", "keys_not_hex", "algorithm_unknown", "imsi_wrong"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i].number == i + 2);
    REQUIRE(std::holds_alternative<std::string>(lines[i].card));
    CHECK(std::get<std::string>(lines[i].card) == reasons[i]);
  }
}

TEST_CASE("a file whose first line names no columns is refused whole") {
  for (std::string text : {"", "\n\n# nothing\n", "8970199000000000007,250990000000001,a,b\n", "iccid,imsi\n", "iccid,imsi,ki\n"}) {
    std::stringstream in{text};
    auto file = vendor_file::open(in);
    REQUIRE(file.has_error());
    CHECK(file.error() == sim_file_without_columns);
  }
}

TEST_CASE("a key is 32 hex digits and cannot be copied") {
  CHECK(secret_key::parse(ki));
  CHECK_FALSE(secret_key::parse(ki + "0"));
  CHECK_FALSE(secret_key::parse(""));
  CHECK_FALSE(secret_key::parse(std::string(32, 'z')));
  static_assert(!std::is_copy_constructible_v<secret_key>);
  static_assert(!std::is_copy_assignable_v<secret_key>);
  auto first = secret_key::parse(ki);
  secret_key second = std::move(*first);
  CHECK(second.hex() == ki);
  CHECK(first->hex() == std::string(32, '\0'));  // the one it came from is wiped
}
