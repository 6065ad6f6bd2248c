// A mapping: which column of a delimited file is which field of a usage record.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/cdr_files/field_values.hpp"
#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct column {
  std::string name;        // in the header; empty: by number
  std::size_t number = 0;  // from 1
};

struct field_source {
  std::vector<column> columns;                             // several are joined by `-`, those of `start` by a space
  std::string constant;                                    // when there are no columns
  bool whole_row = false;                                  // record_key only: a digest of the row as it stands
  std::map<std::string, std::string, std::less<>> values;  // what a value means: `MOC` -> `originated`
};

struct skip_rule {
  column where;
  std::vector<std::string> is, is_not;  // passed over when its value is one of `is`, or none of `is_not`
};

struct mapping {
  row_rules rows;
  bool header = false;
  std::size_t skip_lines = 0;
  field_source record_key, subscriber, other_party, start, quantity, network, charging_id, service, subscriber_kind,
      direction;
  time_rule time;
  std::string quantity_unit = "s";
  std::vector<skip_rule> skips;
};

// Refused: mapping_wrong, with line and column in the TOML text.
core::result<mapping> read_mapping(std::string_view toml, const core::zone& default_zone);

class mapped_layout final : public layout {
 public:
  explicit mapped_layout(mapping by) : by_{std::move(by)} {}
  [[nodiscard]] row_rules rows() const override { return by_.rows; }
  [[nodiscard]] std::size_t lines_before() const override { return by_.skip_lines; }
  [[nodiscard]] bool has_header() const override { return by_.header; }
  core::result<void> take_header(const row& header) override;
  [[nodiscard]] reading read(const row& from) const override;

 private:
  mapping by_;
};

}  // namespace cdr_files
