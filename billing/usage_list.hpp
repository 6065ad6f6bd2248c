// What a line has used and what it cost, newest first; and one piece of usage by its id.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "billing/entry.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "db/tx.hpp"

namespace billing {

struct rated_usage {
  std::int64_t pos = 0;
  std::int32_t line = 0;
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
  core::instant occurred_at, recorded_at;
  std::string service;
  bool incoming = false;
  std::string other_party, destination;
  std::int64_t quantity = 0, charge_micros = 0, before_micros = 0;
  std::string currency, tariff_code;
  int tariff_version = 0;
  std::int64_t batch_id = 0;
  std::uint32_t record_offset = 0, record_length = 0;

  [[nodiscard]] entry_place place() const { return {customer_id, pos, line}; }
};
BOOST_DESCRIBE_STRUCT(rated_usage, (), (pos, line, customer_id, subscriber_id, occurred_at, recorded_at, service, incoming, other_party,
                                        destination, quantity, charge_micros, before_micros, currency, tariff_code, tariff_version,
                                        batch_id, record_offset, record_length))

// Seconds, messages, bytes: `s`, `message`, `B`.
std::string_view unit_of(std::string_view service);

struct usage_page {
  std::vector<rated_usage> usage;
  std::int64_t total = 0;
};
usage_page list_usage(db::tx& t, core::customer_id customer, core::subscriber_id line, std::size_t offset, std::size_t limit);
std::optional<rated_usage> find_usage(db::tx& t, const entry_place& at);

}  // namespace billing
