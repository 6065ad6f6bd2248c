// The fields are those of Asterisk's cdr.conf and cdr_custom.conf.sample.
#include "adapters/cdr_files/asterisk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cdr_files {
namespace {

// Where the fields stand, counted from 1. cdr_custom begins with clid, which Master.csv has after dcontext, so that
// all before it stand one further left.
struct places {
  std::size_t account, source, destination, outgoing_channel, answer, billed_seconds, disposition, unique_id;
};
constexpr places master{1, 2, 3, 7, 11, 14, 15, 17};
constexpr places custom{16, 2, 3, 6, 10, 13, 14, 17};

constexpr std::string_view time_format = "%Y-%m-%d %H:%M:%S";

bool is_time(const row& in, std::size_t at, const time_rule& rule) {
  return in.fields.size() >= at && parse_time(in.fields[at - 1], rule).has_value();
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `1706368044.0`, after a system name and a dash where there is one.
bool is_unique_id(std::string_view text) {
  if (auto dash = text.rfind('-'); dash != std::string_view::npos) text.remove_prefix(dash + 1);
  auto point = text.find('.');
  return point != std::string_view::npos && is_number(text.substr(0, point)) && is_number(text.substr(point + 1));
}

mapping mapping_of(const element_rules& by, const places& at, std::size_t told_apart_by) {
  auto column_at = [](std::size_t number) { return column{{}, number}; };
  mapping out;
  out.record_key.columns = {column_at(at.unique_id), column_at(told_apart_by)};
  out.subscriber.columns = {column_at(by.subscriber == "accountcode" ? at.account : at.source)};
  out.other_party.columns = {column_at(at.destination)};
  out.start.columns = {column_at(at.answer)};
  out.quantity.columns = {column_at(at.billed_seconds)};
  out.service.constant = "voice";
  out.subscriber_kind.constant = by.subscriber_kind;
  out.direction.constant = by.direction;
  out.time = {std::string{time_format}, by.zone};
  return out;
}

}  // namespace

asterisk_layout::asterisk_layout(element_rules by) : time_{std::string{time_format}, by.zone} {
  for (const auto* at : {&master, &custom})
    for (auto told_apart_by : {at->outgoing_channel, at->unique_id + 2, at->unique_id + 3, at->unique_id + 4})
      mapped_.emplace(std::pair{at == &custom, told_apart_by}, mapping_of(by, *at, told_apart_by));
}

reading asterisk_layout::read(const row& from) {
  if (!from.wrong.empty()) return reject{from.wrong};
  bool is_custom = is_time(from, custom.answer - 1, time_),
       is_master = !is_custom && is_time(from, master.answer - 1, time_);
  if (!is_custom && !is_master)
    return reject{
        "this is no row of Master.csv nor of cdr_custom: no start time such as 2026-03-01 10:00:00 in field 9 or 10"};
  const auto& at = is_custom ? custom : master;
  auto field = [&](std::size_t number) {
    return number <= from.fields.size() ? from.fields[number - 1] : std::string{};
  };

  auto disposition = field(at.disposition);
  for (const auto* unanswered : {"NO ANSWER", "BUSY", "FAILED", "CONGESTION"})
    if (disposition == unanswered) return passed_over{};  // some of these carry billed seconds all the same
  if (disposition != "ANSWERED")
    return reject{
        fmt::format("the disposition in field {} is `{}`, none that Asterisk knows", at.disposition, disposition)};
  if (!is_unique_id(field(at.unique_id)))
    return reject{
        fmt::format("field {} is no unique id such as 1772359200.17: set loguniqueid=yes in cdr.conf", at.unique_id)};

  // One call gives several rows with one unique id; the sequence at the row's end tells them apart, or else where it
  // leads.
  auto width = from.fields.size();
  bool sequenced = width >= at.unique_id + 2 && width <= at.unique_id + 4 && is_number(from.fields.back());
  return mapped_.at({is_custom, sequenced ? width : at.outgoing_channel}).read(from);
}

}  // namespace cdr_files
