// Frames of the usage endpoint: reading what clients send by hand, without copies; the rest with the generated code.
#include "bus/usage_wire.hpp"

#include <sodium.h>

#include <fmt/format.h>

#include "abonent/v1/usage.pb.h"
#include "bus/proto_cursor.hpp"
#include "bus/refusals.hpp"

namespace bus {
namespace {

namespace v1 = abonent::v1;

core::result<unread_batch> read_batch_head(std::string_view raw) {
  unread_batch out;
  out.raw = raw;
  proto_cursor each{raw};
  while (each.next()) {
    switch (each.field()) {
      case 1: out.source = each.text(); break;
      case 2: out.epoch = each.number(); break;
      case 3: out.sequence = each.number(); break;
      default: break;  // records, read later by a worker; and fields younger than this program
    }
  }
  if (!each.sound()) return frame_malformed.because("UsageBatch");
  return out;
}

core::result<usage_hello> read_hello(std::string_view message) {
  usage_hello out;
  proto_cursor each{message};
  while (each.next())
    if (each.field() == 1) out.source = each.text();
  if (!each.sound()) return frame_malformed.because("UsageHello");
  return out;
}

bool read_record(std::string_view message, usage_record& out) {
  proto_cursor each{message};
  while (each.next()) {
    switch (each.field()) {
      case 1: out.record_key = each.text(); break;
      case 2: out.service = static_cast<usage_service>(each.number()); break;
      case 3: out.subscriber = each.text(); break;
      case 4: out.subscriber_kind = static_cast<usage_subscriber_kind>(each.number()); break;
      case 5: out.other_party = each.text(); break;
      case 6: out.start = core::instant::from_micros(static_cast<std::int64_t>(each.number())); break;
      case 7: out.quantity = static_cast<std::int64_t>(each.number()); break;
      case 8: out.direction = static_cast<usage_direction>(each.number()); break;
      case 9: out.network = each.text(); break;
      case 10: out.charging_id = each.text(); break;
      case 11: out.part = static_cast<usage_part>(each.number()); break;
      case 12: out.ended = core::instant::from_micros(static_cast<std::int64_t>(each.number())); break;
      case 13: out.part_number = static_cast<std::uint32_t>(each.number()); break;
      case 14: out.amount_micros = static_cast<std::int64_t>(each.number()); break;
      default: break;  // younger than this program
    }
  }
  return each.sound();
}

void fill(v1::UsageRecord& to, const usage_record& from) {
  to.set_record_key(from.record_key.data(), from.record_key.size());
  to.set_service(static_cast<v1::UsageRecord::Service>(from.service));
  to.set_subscriber(from.subscriber.data(), from.subscriber.size());
  to.set_subscriber_kind(static_cast<v1::UsageRecord::SubscriberKind>(from.subscriber_kind));
  to.set_other_party(from.other_party.data(), from.other_party.size());
  to.set_start_unix_micros(from.start.micros());
  to.set_quantity(from.quantity);
  to.set_direction(static_cast<v1::UsageRecord::Direction>(from.direction));
  to.set_network(from.network.data(), from.network.size());
  to.set_charging_id(from.charging_id.data(), from.charging_id.size());
  to.set_part(static_cast<v1::UsageRecord::Part>(from.part));
  to.set_ended_unix_micros(from.ended.micros());
  to.set_part_number(from.part_number);
  to.set_amount_micros(from.amount_micros);
}

usage_ack ack_from(const v1::UsageAck& it) {
  return {
      it.source(), it.epoch(), it.sequence(), {it.rated(), it.duplicates(), it.suspended(), it.refusal(), it.detail()}};
}

}  // namespace

core::result<usage_request> read_usage_request(std::string_view frame) {
  if (frame.size() > usage_frame_bytes_max) return frame_malformed.because("too long");
  std::optional<core::result<usage_request>> out;
  proto_cursor each{frame};
  while (each.next()) {
    if (each.field() != 1 && each.field() != 3)
      continue;  // what a server says is not for us; newer kinds are not known
    if (out) return frame_malformed.because("one body a frame");
    if (each.field() == 1) {
      auto batch = read_batch_head(each.bytes());
      out = batch ? core::result<usage_request>{*batch} : core::result<usage_request>{batch.error()};
    } else {
      auto hello = read_hello(each.bytes());
      out = hello ? core::result<usage_request>{*hello} : core::result<usage_request>{hello.error()};
    }
  }
  if (!each.sound()) return frame_malformed.because("UsageFrame");
  if (!out) return frame_malformed.because("no body");
  return *out;
}

core::result<usage_batch> read_usage_batch(const unread_batch& from, std::vector<usage_record>& into) {
  into.clear();
  proto_cursor each{from.raw};
  while (each.next()) {
    if (each.field() != 4) continue;
    if (into.size() == usage_batch_records_max) return batch_too_large;
    auto message = each.bytes();
    auto& record = into.emplace_back();
    if (!each.sound() || !read_record(message, record))
      return frame_malformed.because(fmt::format("record {}", into.size()));
    record.offset = static_cast<std::uint32_t>(message.data() - from.raw.data());
    record.length = static_cast<std::uint32_t>(message.size());
  }
  if (!each.sound()) return frame_malformed.because("UsageBatch");
  return usage_batch{from.source, from.epoch, from.sequence, into, from.raw, digest_of(from.raw)};
}

core::result<usage_record> read_usage_record(std::string_view raw, std::uint32_t offset, std::uint32_t length) {
  usage_record out;
  if (offset > raw.size() || length > raw.size() - offset || !read_record(raw.substr(offset, length), out))
    return frame_malformed.because("UsageRecord");
  out.offset = offset;
  out.length = length;
  return out;
}

core::result<usage_reply> read_usage_reply(std::string_view frame) {
  v1::UsageFrame it;
  if (!it.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) return frame_malformed.because("UsageFrame");
  if (it.has_ack()) return usage_reply{ack_from(it.ack())};
  if (it.has_credit())
    return usage_reply{usage_credit{it.credit().batches(), {it.credit().epoch(), it.credit().last_sequence()}}};
  return frame_malformed.because("neither ack nor credit");
}

std::string write_usage_batch(std::string_view source, std::uint64_t epoch, std::uint64_t sequence,
                              std::span<const usage_record> records) {
  v1::UsageBatch out;
  out.set_source(source.data(), source.size());
  out.set_epoch(epoch);
  out.set_sequence(sequence);
  out.mutable_records()->Reserve(static_cast<int>(records.size()));
  for (const auto& each : records) fill(*out.add_records(), each);
  return out.SerializeAsString();
}

std::string write_usage_batch_frame(std::string_view raw) {
  // Field 1, length-delimited, then the bytes as they are: serialising again could change them, and with them the
  // digest.
  std::string out{'\x0a'};
  auto length = raw.size();
  for (; length >= 0x80; length >>= 7) out += static_cast<char>((length & 0x7f) | 0x80);
  out += static_cast<char>(length);
  out += raw;
  return out;
}

std::string write_usage_hello(std::string_view source) {
  v1::UsageFrame out;
  out.mutable_hello()->set_source(source.data(), source.size());
  return out.SerializeAsString();
}

std::string write_usage_ack(const usage_ack& ack) {
  v1::UsageFrame out;
  auto& it = *out.mutable_ack();
  it.set_source(ack.source);
  it.set_epoch(ack.epoch);
  it.set_sequence(ack.sequence);
  it.set_rated(ack.answer.rated);
  it.set_duplicates(ack.answer.duplicates);
  it.set_suspended(ack.answer.suspended);
  it.set_refusal(ack.answer.refusal);
  it.set_detail(ack.answer.detail);
  return out.SerializeAsString();
}

std::string write_usage_credit(const usage_credit& credit) {
  v1::UsageFrame out;
  out.mutable_credit()->set_batches(credit.batches);
  out.mutable_credit()->set_epoch(credit.standing.epoch);
  out.mutable_credit()->set_last_sequence(credit.standing.sequence);
  return out.SerializeAsString();
}

usage_digest digest_of(std::string_view raw) {
  usage_digest out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(raw.data()), raw.size(), nullptr,
                     0);
  return out;
}

}  // namespace bus
