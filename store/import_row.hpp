// One row of a customer file, made a customer or told what is wrong with it: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/csv.hpp"
#include "store/customer.hpp"
#include "store/give_identifiers.hpp"
#include "store/import_mapping.hpp"

namespace store {

struct reject {
  std::size_t line;
  std::string column;  // as the file heads it; empty: the whole row
  std::string what;    // is wrong
  std::string how;     // to mend it
};

// Where each field stands in the file's rows.
class import_columns {
 public:
  // Refused with column_missing when a mapped header, or the family name, is not there; with column_twice when two
  // columns have one header.
  static core::result<import_columns> find(const std::vector<std::string_view>& headers, const import_mapping& mapping);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::string& header(std::string_view field) const;
  [[nodiscard]] const std::vector<std::string>& unused() const { return unused_; }  // headers that mean nothing to us
  [[nodiscard]] std::string_view value(const core::csv_row& row, std::string_view field) const;

 private:
  struct column {
    std::size_t at;
    std::string header;
  };
  std::size_t count_ = 0;
  std::map<std::string, column, std::less<>> by_field_;
  std::vector<std::string> unused_;
};

struct import_row {
  new_customer who;
  std::vector<reject> rejects;  // empty: who may be added, as far as the row itself tells
};
import_row read_import_row(const core::csv_row& row, const import_columns& columns, const import_mapping& mapping);

// What tells a refusal of add_customer to the person who has the file.
reject reject_for(const core::refusal& why, std::size_t line, const import_columns& columns);

// The identifiers of a row that may be somebody else's already: contract, document, outside id.
std::vector<identifier_value> claims_of(const new_customer& who);

}  // namespace store
