// What an Accounting-Request says was used: RFC 2866, 2869 (gigawords, Event-Timestamp), TS 29.061 (3GPP's attributes).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/radius/packet.hpp"
#include "bus/usage_sink.hpp"

namespace radius {

enum class charged_identity { imsi_or_login, login, imsi, msisdn };  // msisdn: Calling-Station-Id

struct accounting_rules {
  charged_identity who = charged_identity::imsi_or_login;
  std::vector<std::string> home_networks;  // MCC and MNC of the operator's own: usage there is no roaming
};

// As bus::usage_record, owning its texts; always valid UTF-8 and never too long, whatever the element sent.
struct accounting_usage {
  std::string record_key, subscriber, other_party, network, charging_id;
  bus::usage_subscriber_kind kind = bus::usage_subscriber_kind::login;
  core::instant start, ended;
  std::int64_t quantity = 0;
  bus::usage_part part = bus::usage_part::some;

  [[nodiscard]] bus::usage_record view() const;
};

// Nothing: it reports no usage (a status of tunnels, or one we do not know), and may be answered at once. What lacks a
// session or a user becomes a record all the same: billing keeps it for a person.
// `client` is who sent it, `address` its own, `now` when it arrived.
std::optional<accounting_usage> read_accounting(const packet& from, std::string_view client, std::string_view address,
                                                core::instant now, const accounting_rules& by);

}  // namespace radius
