// The fields are those of cdr_csv.conf.xml: caller_id_name, caller_id_number, destination_number, context, start_stamp,
// answer_stamp, end_stamp, duration, billsec, hangup_cause, uuid, bleg_uuid, accountcode, read_codec, write_codec.
#include "adapters/cdr_files/freeswitch.hpp"

#include <fmt/format.h>

namespace cdr_files {
namespace {

constexpr std::size_t columns = 15, caller = 2, destination = 3, answer = 6, billed_seconds = 9, uuid = 11, account = 13;

mapping mapping_of(const element_rules& by) {
  auto column_at = [](std::size_t number) { return column{{}, number}; };
  mapping out;
  out.record_key.columns = {column_at(uuid)};
  out.charging_id.columns = {column_at(uuid)};
  out.subscriber.columns = {column_at(by.subscriber == "accountcode" ? account : caller)};
  out.other_party.columns = {column_at(destination)};
  out.start.columns = {column_at(answer)};
  out.quantity.columns = {column_at(billed_seconds)};
  out.service.constant = "voice";
  out.subscriber_kind.constant = by.subscriber_kind;
  out.direction.constant = by.direction;
  out.time = {by.start_format.empty() ? "%Y-%m-%d %H:%M:%S" : by.start_format, by.zone};
  out.skips = {{column_at(answer), {""}, {}}};  // nobody answered
  return out;
}

}  // namespace

freeswitch_layout::freeswitch_layout(const element_rules& by) : mapped_{mapping_of(by)} {}

reading freeswitch_layout::read(const row& from) {
  if (from.wrong.empty() && from.fields.size() != columns)
    return reject{fmt::format("the row has {} fields, not the {} of the template `example` of mod_cdr_csv", from.fields.size(),
                              columns)};
  return mapped_.read(from);
}

}  // namespace cdr_files
