// Frames of the events endpoint.
#include "bus/events_wire.hpp"

#include "abonent/v1/events.pb.h"
#include "bus/refusals.hpp"

namespace bus {
namespace {

namespace v1 = abonent::v1;

bool parse(v1::EventsFrame& into, std::string_view frame) {
  return into.ParseFromArray(frame.data(), static_cast<int>(frame.size()));
}

events_subscribe read_subscribe(const v1::EventsSubscribe& it) {
  events_subscribe out;
  out.consumer = it.consumer();
  out.topics.assign(it.topics().begin(), it.topics().end());
  out.credit = it.credit();
  out.from_start = it.from_start();
  if (it.has_replay_from()) out.replay_from = static_cast<std::int64_t>(it.replay_from());
  return out;
}

std::optional<db::logged_event> read_event(const v1::Event& it) {
  auto id = core::uuid::from_bytes(it.id());
  if (!id) return std::nullopt;
  db::logged_event out;
  out.id = *id;
  out.customer = core::customer_id{it.customer_id()};
  out.topic = it.topic();
  out.payload = it.payload();
  out.occurred_at = core::instant::from_micros(it.occurred_unix_micros());
  out.position = static_cast<std::int64_t>(it.position());
  return out;
}

void fill(v1::Event& to, const db::logged_event& from) {
  to.set_id(from.id.bytes());
  to.set_position(static_cast<std::uint64_t>(from.position));
  to.set_customer_id(from.customer.value());
  to.set_occurred_unix_micros(from.occurred_at.micros());
  to.set_topic(from.topic);
  to.set_payload(from.payload);
}

void fill(v1::EventsFrame& to, const events_subscribe& it) {
  auto& out = *to.mutable_subscribe();
  out.set_consumer(it.consumer);
  for (const auto& each : it.topics) out.add_topics(each);
  out.set_credit(it.credit);
  out.set_from_start(it.from_start);
  if (it.replay_from) out.set_replay_from(static_cast<std::uint64_t>(*it.replay_from));
}
void fill(v1::EventsFrame& to, const events_ack& it) {
  to.mutable_ack()->set_position(static_cast<std::uint64_t>(it.position));
}
void fill(v1::EventsFrame& to, const events_credit& it) { to.mutable_credit()->set_events(it.events); }

}  // namespace

core::result<events_request> read_events_request(std::string_view frame) {
  v1::EventsFrame it;
  if (!parse(it, frame)) return frame_malformed.because("EventsFrame");
  if (it.has_subscribe()) return events_request{read_subscribe(it.subscribe())};
  if (it.has_ack()) return events_request{events_ack{static_cast<std::int64_t>(it.ack().position())}};
  if (it.has_credit()) return events_request{events_credit{it.credit().events()}};
  return frame_malformed.because("neither subscribe nor ack nor credit");
}

core::result<events_reply> read_events_reply(std::string_view frame) {
  v1::EventsFrame it;
  if (!parse(it, frame)) return frame_malformed.because("EventsFrame");
  if (it.has_error()) return events_reply{events_error{it.error().code(), it.error().detail()}};
  if (!it.has_batch()) return frame_malformed.because("neither batch nor error");
  events_batch out;
  out.up_to = static_cast<std::int64_t>(it.batch().up_to());
  for (const auto& each : it.batch().events()) {
    auto event = read_event(each);
    if (!event) return frame_malformed.because("an event id is 16 bytes");
    out.events.push_back(std::move(*event));
  }
  return events_reply{std::move(out)};
}

std::string write_events_request(const events_request& it) {
  v1::EventsFrame out;
  std::visit([&](const auto& each) { fill(out, each); }, it);
  return out.SerializeAsString();
}

std::string write_events_batch(std::span<const shared_event> events, std::int64_t up_to) {
  v1::EventsFrame out;
  auto& batch = *out.mutable_batch();
  for (const auto& each : events) fill(*batch.add_events(), *each);
  batch.set_up_to(static_cast<std::uint64_t>(up_to));
  return out.SerializeAsString();
}

std::string write_events_error(const core::refusal& why) {
  v1::EventsFrame out;
  out.mutable_error()->set_code(std::string{why.code()});
  out.mutable_error()->set_detail(why.sentence());
  return out.SerializeAsString();
}

}  // namespace bus
