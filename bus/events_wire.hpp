// The events endpoint's frames to and from bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/refusal.hpp"
#include "db/outbox.hpp"

namespace bus {

using shared_event = std::shared_ptr<const db::logged_event>;

struct events_subscribe {
  std::string consumer;
  std::vector<std::string> topics;  // empty: all
  std::uint32_t credit = 0;
  bool from_start = false;
  std::optional<std::int64_t> replay_from;
};
struct events_ack {
  std::int64_t position = 0;
};
struct events_credit {
  std::uint32_t events = 0;
};
using events_request = std::variant<events_subscribe, events_ack, events_credit>;

struct events_batch {
  std::vector<db::logged_event> events;
  std::int64_t up_to = 0;  // looked through so far, also past events that were not asked for
};
struct events_error {
  std::string code;
  std::string detail;
};
using events_reply = std::variant<events_batch, events_error>;

// Refusals: frame_malformed.
core::result<events_request> read_events_request(std::string_view frame);
core::result<events_reply> read_events_reply(std::string_view frame);

std::string write_events_request(const events_request& it);
std::string write_events_batch(std::span<const shared_event> events, std::int64_t up_to);
std::string write_events_error(const core::refusal& why);

}  // namespace bus
