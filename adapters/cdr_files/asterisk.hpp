// Call records of Asterisk: Master.csv of cdr_csv, and the layout that cdr_custom ships with. Which one a row is of is
// seen by where its times stand.
#pragma once

#include "adapters/cdr_files/element_rules.hpp"
#include "adapters/cdr_files/mapping.hpp"

namespace cdr_files {

class asterisk_layout final : public row_layout {
 public:
  explicit asterisk_layout(element_rules by);
  [[nodiscard]] row_rules rows() const override { return {}; }
  reading read(const row& from) override;

 private:
  time_rule time_;
  std::map<std::pair<bool, std::size_t>, mapped_layout>
      mapped_;  // by whether it is cdr_custom's, and the column that tells rows of one call apart
};

}  // namespace cdr_files
