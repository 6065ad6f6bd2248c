// The names are those of Cisco's "Call Detail Records Administration Guide".
#include "adapters/cdr_files/cucm.hpp"

#include <algorithm>

#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {
namespace {

mapping mapping_of(const element_rules& by, const row& header) {
  auto has = [&](std::string_view name) {
    return std::find(header.fields.begin(), header.fields.end(), name) != header.fields.end();
  };
  auto called = [](std::string_view name) { return column{std::string{name}, 0}; };
  mapping out;
  out.header = true;
  out.charging_id.columns = {called("globalCallID_callManagerId"), called("globalCallID_callId")};
  // The call id begins anew when the manager does; newer releases give every record an id of its own.
  if (has("pkid"))
    out.record_key.columns = {called("pkid")};
  else
    out.record_key.columns = {called("globalCallID_callManagerId"), called("globalCallID_callId"),
                              called("origLegCallIdentifier"), called("destLegCallIdentifier"),
                              called("dateTimeOrigination")};
  out.subscriber.columns = {called(by.subscriber == "login" ? "callingPartyUnicodeLoginUserID" : "callingPartyNumber")};
  out.other_party.columns = {called("finalCalledPartyNumber")};
  out.start.columns = {called("dateTimeConnect")};
  out.quantity.columns = {called("duration")};
  out.service.constant = "voice";
  out.subscriber_kind.constant = by.subscriber == "login" ? "login" : by.subscriber_kind;
  out.direction.constant = by.direction;
  out.time = {"unix_seconds", by.zone};
  out.skips = {{called("cdrRecordType"), {"INTEGER"}, {}}, {called("dateTimeConnect"), {"0"}, {}}};
  return out;
}

}  // namespace

core::result<void> cucm_layout::take_header(const row& header) {
  mapped_ = std::make_unique<mapped_layout>(mapping_of(by_, header));
  return mapped_->take_header(header);
}

reading cucm_layout::read(const row& from) {
  if (from.wrong.empty() && !from.fields.empty() && from.fields[0] != "1" && from.fields[0] != "INTEGER")
    return reject{"the first field is not 1, which begins a call record; 2 begins a record of call quality, whose files are not loaded"};
  return mapped_->read(from);
}

}  // namespace cdr_files
