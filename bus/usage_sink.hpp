// What the usage endpoint hands over, and to whom: a port, implemented by billing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/instant.hpp"
#include "core/refusal.hpp"

namespace bus {

inline constexpr std::size_t usage_batch_records_max = 10'000;
inline constexpr std::size_t usage_frame_bytes_max = 8 * 1024 * 1024;

// Numbered as in abonent/v1/usage.proto; a newer client may send a number that has no name here yet.
enum class usage_service : std::int32_t { unspecified = 0, voice = 1, sms = 2, data = 3, content = 4 };
enum class usage_subscriber_kind : std::int32_t { unspecified = 0, msisdn = 1, imsi = 2, login = 3 };
enum class usage_direction : std::int32_t { unspecified = 0, originated = 1, terminated = 2 };
enum class usage_part : std::int32_t { whole = 0, some = 1, last = 2, all_ended = 3 };

// One record, as its element wrote it. The views point into the batch's raw bytes and live as long as they do.
// Texts are valid UTF-8 without NUL; nothing else has been checked.
struct usage_record {
  std::string_view record_key;
  usage_service service = usage_service::unspecified;
  std::string_view subscriber;
  usage_subscriber_kind subscriber_kind = usage_subscriber_kind::unspecified;
  std::string_view other_party;
  core::instant start;
  std::int64_t quantity = 0;  // seconds of voice, messages, bytes of data
  usage_direction direction = usage_direction::unspecified;
  std::string_view network;
  std::string_view charging_id;
  usage_part part = usage_part::whole;
  core::instant ended;            // of a part: up to when it reports; the epoch: not said
  std::uint32_t part_number = 0;  // of a part that reports its own usage; 0: the session's total so far
  std::int64_t amount_micros = 0;  // of content: what its seller asks
  std::uint32_t offset =
      0;  // where the record's own message lies in usage_batch::raw; read_usage_record() reads it again
  std::uint32_t length = 0;

  friend bool operator==(const usage_record&, const usage_record&) = default;
};

using usage_digest = std::array<std::uint8_t, 32>;  // BLAKE2b-256

struct usage_batch {
  std::string_view source;
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
  std::span<const usage_record> records;
  std::string_view raw;  // the serialised abonent.v1.UsageBatch exactly as it arrived
  usage_digest digest{};  // of raw
};

// What became of a batch. Stored with the batch's key, so that a repeat gets the same one.
struct usage_answer {
  std::uint32_t rated = 0;
  std::uint32_t duplicates = 0;
  std::uint32_t suspended = 0;
  std::string refusal;  // empty: applied. Else a stable code, and nothing of the batch was applied
  std::string detail;

  friend bool operator==(const usage_answer&, const usage_answer&) = default;
};

// How far a source has come: the newest epoch and the greatest sequence applied in it. Zeros: nothing yet.
struct usage_standing {
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
  friend bool operator==(const usage_standing&, const usage_standing&) = default;
};

// Called from the endpoint's worker threads: batches of one source one after another in the order they arrived,
// batches of different sources at the same time.
class usage_sink {
 public:
  virtual ~usage_sink() = default;

  // Applies the batch once by (source, epoch, sequence) and returns after its commit: what it answers is sent as the
  // ack at once. db::unavailable and db::in_doubt make the client send the batch again later; any other exception is a
  // failure, and after the third the batch is parked.
  virtual usage_answer apply(const usage_batch& batch) = 0;

  // Keeps a batch that failed three times, whole, for a person. Returns after the commit.
  virtual usage_answer park(const usage_batch& batch, std::string_view reason) = 0;

  virtual usage_standing standing(std::string_view source) = 0;
};

}  // namespace bus
