// Accounting records as FreeRADIUS writes them down (module `detail`): a date, indented `Attribute = value` lines, a
// blank line. Interim and Stop report the session so far; billing joins them (docs/operating/mediation.md).
#pragma once

#include <map>

#include "adapters/cdr_files/field_values.hpp"
#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct detail_rules {
  core::zone zone = core::zone::utc();  // of dates that name none
  std::string subscriber = "User-Name";
  std::string subscriber_kind = "login";
  bool by_seconds = false;  // a voice gateway: the session's seconds are the usage, else its bytes
};
// Refused: mapping_wrong.
core::result<detail_rules> read_detail_rules(std::string_view toml, const core::zone& default_zone);

class detail_layout final : public layout {
 public:
  explicit detail_layout(detail_rules by) : by_{std::move(by)} {}
  core::result<std::unique_ptr<record_reader>> open(std::istream& in, row_place from) override;
  reading read(const row& from) override;
  [[nodiscard]] std::string as_it_stood(const row& of) const override { return of.raw + "\n\n"; }

 private:
  detail_rules by_;
};

}  // namespace cdr_files
