// Call records of Kamailio and OpenSIPS (module acc, flatstore or a table's export): one row a SIP request. INVITE and
// BYE of one dialog are put together, in whatever order and from whatever file they come.
#pragma once

#include <map>
#include <set>

#include "adapters/cdr_files/field_values.hpp"
#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct dialog_rules {
  row_rules rows{'|', false, {}};
  time_rule time{"unix_seconds", {}};
  std::size_t method = 1, from_tag = 2, to_tag = 3, call_id = 4, code = 5, at = 7;  // columns, from 1
  std::size_t subscriber = 0, other_party = 0;  // of the INVITE; what acc writes there is configured, so they must be said
  std::string subscriber_kind = "msisdn", direction = "originated";
  std::chrono::hours wait{24};  // for the other half, by the clock of the rows
};
// Refused: mapping_wrong.
core::result<dialog_rules> read_dialog_rules(std::string_view toml, const core::zone& default_zone);

class kamailio_layout final : public row_layout {
 public:
  explicit kamailio_layout(dialog_rules by) : by_{std::move(by)} {}
  [[nodiscard]] row_rules rows() const override { return by_.rows; }
  reading read(const row& from) override;

  [[nodiscard]] bool changed_memory() const override { return changed_; }
  std::vector<given_up> give_up() override;
  void recall(const std::string& raw) override;
  void forget(const std::string& raw) override;
  [[nodiscard]] std::vector<std::string> remembered() const override;

 private:
  // What is known of a dialog that has not come to its end.
  struct half {
    std::string invite, ack, bye;  // the rows as they stood; empty: not seen, or of no use
    std::optional<core::instant> answered, ended;
    std::string subscriber, other_party;
    core::instant since = undated;
  };
  static constexpr core::instant undated = core::instant::from_micros(INT64_MAX);  // the clock of the rows was not known
  struct request;
  reading take(const request& it, const std::string& raw);
  reading finish(std::map<std::string, half>::iterator at);
  void date(const std::string& key, half& of, core::instant at);
  core::result<request> parse(const row& from) const;

  dialog_rules by_;
  std::map<std::string, half> open_;
  std::set<std::pair<core::instant, std::string>> oldest_;  // of open_
  core::instant newest_;
  bool changed_ = false;
};

}  // namespace cdr_files
