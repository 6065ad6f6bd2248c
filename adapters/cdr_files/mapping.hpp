// A mapping: which column of a file is which field of a usage record.
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
  std::size_t from = 0, to = 0;  // of a fixed-width row: its characters, counted from 1; the last included
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

enum class mapping_kind { delimited, fixed_width };

// Refused: mapping_wrong, with line and column in the TOML text.
core::result<mapping> read_mapping(std::string_view toml, const core::zone& default_zone,
                                   mapping_kind kind = mapping_kind::delimited);

class mapped_layout final : public row_layout {
 public:
  explicit mapped_layout(mapping by) : by_{std::move(by)} {}
  [[nodiscard]] row_rules rows() const override { return by_.rows; }
  core::result<void> take_header(const row& header) override;
  reading read(const row& from) override;

 protected:
  [[nodiscard]] std::size_t lines_before() const override { return by_.skip_lines; }
  [[nodiscard]] bool has_header() const override { return by_.header; }

 private:
  mapping by_;
};

}  // namespace cdr_files
