// Events as the bus brings them to analytics.
#pragma once

#include <atomic>

#include "abonent/v1/events.pb.h"
#include "analytics/on_events.hpp"
#include "tests/db/case.hpp"

namespace tests {

inline core::instant at(const std::string& text) { return *core::instant::parse(text); }

inline db::logged_event logged(const std::string& topic, std::int64_t customer, const std::string& payload, core::instant when) {
  static std::atomic<std::int64_t> position{0};
  db::logged_event out;
  out.position = ++position;
  out.id = core::uuid::named(topic + std::to_string(out.position));
  out.customer = core::customer_id{customer};
  out.topic = topic;
  out.payload = payload;
  out.occurred_at = when;
  return out;
}

inline db::logged_event activated(std::int64_t line, const std::string& group, core::instant when, bool scratch = false) {
  abonent::v1::SubscriberActivated said;
  said.set_customer_id(line);
  said.set_subscriber_id(line);
  said.set_tariff_group(group);
  said.set_scratch(scratch);
  said.set_at_unix_micros(when.micros());
  return logged("subscriber_activated", line, said.SerializeAsString(), when);
}

inline db::logged_event terminated(std::int64_t line, const std::string& group, core::instant when, bool scratch = false) {
  abonent::v1::SubscriberTerminated said;
  said.set_customer_id(line);
  said.set_subscriber_id(line);
  said.set_tariff_group(group);
  said.set_scratch(scratch);
  said.set_reason("customer_request");
  said.set_at_unix_micros(when.micros());
  return logged("subscriber_terminated", line, said.SerializeAsString(), when);
}

inline db::logged_event changed(std::int64_t line, const std::string& from, const std::string& to, core::instant when,
                                bool scratch = false) {
  abonent::v1::OfferingChanged said;
  said.set_customer_id(line);
  said.set_subscriber_id(line);
  said.set_from_group(from);
  said.set_to_group(to);
  said.set_scratch(scratch);
  said.set_at_unix_micros(when.micros());
  return logged("offering_changed", line, said.SerializeAsString(), when);
}

inline void hear(database_case& in, const std::vector<db::logged_event>& all) {
  in.as("analytics").transact([&](db::tx& t) {
    for (const auto& each : all) analytics::on_event(t, each);
  });
}

}  // namespace tests
