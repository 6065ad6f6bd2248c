// Call records of FreeSWITCH: the template `example` of mod_cdr_csv, which is the one it ships with.
#pragma once

#include "adapters/cdr_files/element_rules.hpp"
#include "adapters/cdr_files/mapping.hpp"

namespace cdr_files {

class freeswitch_layout final : public row_layout {
 public:
  explicit freeswitch_layout(const element_rules& by);
  [[nodiscard]] row_rules rows() const override { return {}; }
  reading read(const row& from) override;

 private:
  mapped_layout mapped_;
};

}  // namespace cdr_files
