// Records without a price: seen, searched and recycled by people. Nothing is dropped silently.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "billing/suspense_reason.hpp"
#include "billing/usage_writer.hpp"
#include "core/instant.hpp"
#include "db/tx.hpp"

namespace billing {

// Writes them down; called by ingest in the batch's transaction.
void record_suspended(db::copy_tx& t, core::instant now, std::string_view source, std::span<const usage_entry> records);

struct suspended_usage {
  std::int64_t suspense_id = 0;
  suspense_reason reason = suspense_reason::record_unreadable;
  std::string source;
  std::string service;
  std::string subscriber_norm;  // masked before it is shown
  core::instant occurred_at, suspended_at;
  std::int64_t quantity = 0;
  int tries = 0;
};
BOOST_DESCRIBE_STRUCT(suspended_usage, (), (suspense_id, reason, source, service, subscriber_norm, occurred_at, suspended_at, quantity, tries))

struct suspense_page {
  std::vector<suspended_usage> records;
  std::int64_t total = 0;
};
struct suspense_filter {
  std::optional<suspense_reason> reason;
  std::optional<std::string> source, service, subscriber;  // the subscriber as it was normalised
  std::optional<core::instant> from, to;                   // when it occurred
};
// What waits, oldest first.
suspense_page find_suspended(db::tx& t, const suspense_filter& by, int offset, int limit);

}  // namespace billing
