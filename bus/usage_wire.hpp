// The usage endpoint's frames to and from bytes. Reading a batch copies nothing: records are views into the bytes,
// with their offsets, because at a million records the copying would cost more than the rating.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bus/usage_sink.hpp"
#include "core/refusal.hpp"

namespace bus {

struct usage_hello {
  std::string_view source;
};
struct usage_credit {
  std::uint32_t batches = 0;  // how many may be under way: sent and not acked
  usage_standing standing;
};
struct usage_ack {
  std::string source;
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
  usage_answer answer;
  friend bool operator==(const usage_ack&, const usage_ack&) = default;
};

// What a client may say. The batch's records are not read yet: whose batch it is must be known first.
struct unread_batch {
  std::string_view source;
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
  std::string_view raw;
};
using usage_request = std::variant<usage_hello, unread_batch>;
using usage_reply = std::variant<usage_ack, usage_credit>;

// Refusals: frame_malformed. The answer's views point into `frame`.
core::result<usage_request> read_usage_request(std::string_view frame);
// Reads the records of a batch into `into` (cleared first). Refusals: frame_malformed, batch_too_large.
core::result<usage_batch> read_usage_batch(const unread_batch& from, std::vector<usage_record>& into);
// One record by its place in a batch's bytes: what an explanation shows. Refusals: frame_malformed.
core::result<usage_record> read_usage_record(std::string_view raw, std::uint32_t offset, std::uint32_t length);
core::result<usage_reply> read_usage_reply(std::string_view frame);

// The serialised UsageBatch. A client keeps these bytes until they are acked: a repeat must be the same bytes.
std::string write_usage_batch(std::string_view source, std::uint64_t epoch, std::uint64_t sequence,
                              std::span<const usage_record> records);
std::string write_usage_batch_frame(std::string_view raw);
std::string write_usage_hello(std::string_view source);
std::string write_usage_ack(const usage_ack& ack);
std::string write_usage_credit(const usage_credit& credit);

usage_digest digest_of(std::string_view raw);

}  // namespace bus
