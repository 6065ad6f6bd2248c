// A SIM vendor's output file: one card a line, its keys in clear. Read line by line; what is read is wiped.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "activation/network_port.hpp"
#include "core/refusal.hpp"

namespace activation {

struct vendor_card {
  core::iccid iccid;
  core::imsi imsi;
  card_keys keys;
};

// Columns are named by the first line, in any order and case, between commas, semicolons, tabs or spaces: `iccid`,
// `imsi`, `ki` (or `k`), `opc`, and `algorithm` (milenage, comp128v1, comp128v2, comp128v3; without it: milenage). Others, such as PINs and
// PUKs, are passed over. Lines that begin with # are too.
class vendor_file {
 public:
  // Refusal: sim_file_without_columns.
  static core::result<vendor_file> open(std::istream& from);

  struct line {
    std::size_t number;
    std::variant<vendor_card, std::string> card;  // or why it is none: a stable word
  };
  std::optional<line> next();

 private:
  explicit vendor_file(std::istream& from) : from_{&from} {}
  bool read_columns(std::string_view header);
  [[nodiscard]] std::string_view field(const std::vector<std::string_view>& fields, std::optional<std::size_t> column) const;
  [[nodiscard]] std::variant<vendor_card, std::string> parse(std::string_view text) const;

  std::istream* from_;
  char separator_ = ',';
  std::size_t at_ = 0;
  std::optional<std::size_t> iccid_, imsi_, ki_, opc_, algorithm_;
};

}  // namespace activation
