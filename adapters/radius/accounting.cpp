// Attribute numbers are those of the RFCs; 10415 is 3GPP.
#include "adapters/radius/accounting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/utf8.hpp"
#include "core/uuid.hpp"

namespace radius {
namespace {

constexpr std::size_t text_bytes_max = 200;  // bus/proto/abonent/v1/usage.proto
constexpr std::uint32_t three_gpp = 10'415;
enum : std::uint8_t {
  user_name = 1, nas_ip_address = 4, called_station_id = 30, calling_station_id = 31, nas_identifier = 32, acct_status_type = 40,
  acct_delay_time = 41, acct_input_octets = 42, acct_output_octets = 43, acct_session_id = 44, acct_session_time = 46,
  acct_input_gigawords = 52, acct_output_gigawords = 53, event_timestamp = 55, nas_ipv6_address = 95,
};
enum : std::uint8_t { gpp_imsi = 1, gpp_sgsn_mcc_mnc = 18 };
enum : std::uint32_t { start = 1, stop = 2, interim = 3, accounting_on = 7, accounting_off = 8 };

std::string readable(std::string_view value) {
  if (!value.empty() && value.back() == '\0') value.remove_suffix(1);  // some elements count the end of a C string
  std::string out{value};
  bool plain = !core::first_bad_byte(value) && value.find('\0') == std::string_view::npos;
  if (!plain) {
    out.clear();
    for (unsigned char each : value) out += fmt::format("{:02x}", each);
  }
  return out.size() <= text_bytes_max ? out : core::uuid::named(out).text();
}

std::string address_of(const packet& from, std::string_view otherwise) {
  if (auto four = from.text(nas_ip_address); four.size() == 4)
    return fmt::format("{}.{}.{}.{}", static_cast<unsigned char>(four[0]), static_cast<unsigned char>(four[1]),
                       static_cast<unsigned char>(four[2]), static_cast<unsigned char>(four[3]));
  std::string out;
  for (unsigned char each : from.text(nas_ipv6_address)) out += fmt::format("{:02x}", each);
  return out.empty() ? std::string{otherwise} : out;
}

std::int64_t octets(const packet& from, std::uint8_t low, std::uint8_t high) {
  return static_cast<std::int64_t>(from.number(high).value_or(0) & 0x7fff) << 32 | from.number(low).value_or(0);  // RFC 2869 5.1
}

// When it happened, by the element's clock; else when it arrived, less the time it was on its way.
core::instant event_time(const packet& from, core::instant now) {
  if (auto said = from.number(event_timestamp)) return core::instant::from_seconds(*said);
  return now - std::chrono::seconds{std::min(from.number(acct_delay_time).value_or(0), 86'400u)};
}

void fill_subscriber(const packet& from, charged_identity who, accounting_usage& out) {
  auto imsi = readable(from.text(gpp_imsi, three_gpp));
  if (who == charged_identity::imsi_or_login) who = imsi.empty() ? charged_identity::login : charged_identity::imsi;
  switch (who) {
    case charged_identity::imsi:
      out.kind = bus::usage_subscriber_kind::imsi;
      out.subscriber = std::move(imsi);
      return;
    case charged_identity::msisdn:
      out.kind = bus::usage_subscriber_kind::msisdn;
      out.subscriber = readable(from.text(calling_station_id));
      return;
    case charged_identity::login:
    case charged_identity::imsi_or_login: break;
  }
  out.kind = bus::usage_subscriber_kind::login;
  out.subscriber = readable(from.text(user_name));
}

void fill_session(const packet& from, const accounting_rules& by, accounting_usage& out) {
  auto seconds = std::min(from.number(acct_session_time).value_or(0), 10u * 366 * 86'400);
  out.start = out.ended - std::chrono::seconds{seconds};
  out.quantity = octets(from, acct_input_octets, acct_input_gigawords) + octets(from, acct_output_octets, acct_output_gigawords);
  out.other_party = readable(from.text(called_station_id));
  out.network = readable(from.text(gpp_sgsn_mcc_mnc, three_gpp));
  if (std::find(by.home_networks.begin(), by.home_networks.end(), out.network) != by.home_networks.end()) out.network.clear();
  fill_subscriber(from, by.who, out);
}

}  // namespace

bus::usage_record accounting_usage::view() const {
  bus::usage_record out;
  out.record_key = record_key;
  out.service = bus::usage_service::data;
  out.subscriber = subscriber;
  out.subscriber_kind = kind;
  out.other_party = other_party;
  out.start = start;
  out.quantity = quantity;
  out.direction = bus::usage_direction::originated;
  out.network = network;
  out.charging_id = charging_id;
  out.part = part;
  out.ended = ended;
  return out;
}

std::optional<accounting_usage> read_accounting(const packet& from, std::string_view client, std::string_view address, core::instant now,
                                                const accounting_rules& by) {
  auto status = from.number(acct_status_type).value_or(0);
  bool on_off = status == accounting_on || status == accounting_off;
  if (!on_off && status != start && status != stop && status != interim) return std::nullopt;
  accounting_usage out;
  auto nas = readable(from.text(nas_identifier));
  auto element = fmt::format("{}/{}/", client, nas.empty() ? address_of(from, address) : nas);
  auto session = readable(from.text(acct_session_id));
  out.start = out.ended = event_time(from, now);
  if (on_off) {
    out.part = bus::usage_part::all_ended;
    out.charging_id = element;
  } else {
    out.part = status == stop ? bus::usage_part::last : bus::usage_part::some;
    if (!session.empty()) out.charging_id = element + session;
    fill_session(from, by, out);
  }
  // What is sent again says the same but for how long it was on its way; without a clock of the element's own its
  // counters tell reports apart.
  auto said_at = from.number(event_timestamp);
  out.record_key = fmt::format("{}{} {} {} {} {}", element, session, status, said_at.value_or(0), from.number(acct_session_time).value_or(0), out.quantity);
  if (on_off && !said_at) out.record_key += fmt::format(" {}", out.ended.micros() / 60'000'000);
  for (auto* each : {&out.record_key, &out.charging_id})
    if (each->size() > text_bytes_max) *each = core::uuid::named(*each).text();
  return out;
}

}  // namespace radius
