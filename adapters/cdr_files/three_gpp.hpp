// Charging records of 3GPP elements, TS 32.298: calls and short messages of an MSC, data of a PGW, GGSN or SGSN, calls of
// IMS. Tags and codings are those of the standard's ASN.1; what a release or a vendor adds is passed over.
#pragma once

#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct three_gpp_rules {
  bool by_msisdn = false;      // who is charged: the served IMSI, or the number; the other where one is missing
  bool data_of_sgsn = false;   // data is in SGSN's and PGW's records alike: one of the two is charged
  bool calls_of_scscf = false; // so are calls of IMS, in those of the MMTel server and of the S-CSCF
  std::vector<std::string> home_networks;  // MCC and MNC of the operator's own: usage there is no roaming
};
// subscriber, data_from, calls_from, home_networks. Refused: mapping_wrong.
core::result<three_gpp_rules> read_three_gpp_rules(std::string_view toml);

// One record: BER bytes of CSRecord, GPRSRecord, IMSRecord or MMTelServiceRecord.
reading read_three_gpp(std::string_view record, const three_gpp_rules& by);

class three_gpp_layout final : public layout {
 public:
  explicit three_gpp_layout(three_gpp_rules by) : by_{std::move(by)} {}
  core::result<std::unique_ptr<record_reader>> open(std::istream& in, row_place from) override;
  reading read(const row& from) override;
  [[nodiscard]] std::string as_it_stood(const row& of) const override;
  [[nodiscard]] std::string_view place_word() const override { return "record"; }
  [[nodiscard]] std::optional<file_number> numbered() const override { return numbered_; }

 private:
  three_gpp_rules by_;
  std::optional<file_number> numbered_;
};

}  // namespace cdr_files
