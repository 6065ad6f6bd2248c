// Call records of Asterisk: Master.csv of cdr_csv, and the layout that cdr_custom ships with. Which one a row is of is
// seen by where its times stand.
#pragma once

#include "adapters/cdr_files/mapping.hpp"

namespace cdr_files {

struct asterisk_rules {
  core::zone zone = core::zone::utc();  // Asterisk writes its local time, or UTC with usegmtime=yes
  bool by_account = false;              // the subscriber is the account code; else the caller's number
  std::string subscriber_kind = "msisdn";
  std::string direction = "originated";
};

class asterisk_layout final : public layout {
 public:
  explicit asterisk_layout(asterisk_rules by);
  [[nodiscard]] row_rules rows() const override { return {}; }
  [[nodiscard]] reading read(const row& from) const override;

 private:
  time_rule time_;
  std::map<std::pair<bool, std::size_t>, mapped_layout>
      mapped_;  // by whether it is cdr_custom's, and the column that tells rows of one call apart
};

// The few words a mapping for Asterisk has: start_zone, subscriber ("src" or "accountcode"), subscriber_kind,
// direction.
core::result<asterisk_rules> read_asterisk_rules(std::string_view toml, const core::zone& default_zone);

}  // namespace cdr_files
