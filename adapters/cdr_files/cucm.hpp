// Call records of Cisco CUCM: a header row, a row of SQL types, records with times in seconds since 1970.
#pragma once

#include <memory>

#include "adapters/cdr_files/element_rules.hpp"
#include "adapters/cdr_files/mapping.hpp"

namespace cdr_files {

class cucm_layout final : public row_layout {
 public:
  explicit cucm_layout(element_rules by) : by_{std::move(by)} {}
  [[nodiscard]] row_rules rows() const override { return {}; }
  reading read(const row& from) override;

 protected:
  [[nodiscard]] bool has_header() const override { return true; }
  core::result<void> take_header(const row& header) override;

 private:
  element_rules by_;
  std::unique_ptr<mapped_layout> mapped_;  // which columns there are differs from release to release
};

}  // namespace cdr_files
