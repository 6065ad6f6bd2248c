// A database, a bus and an events endpoint: somebody says something, somebody hears it.
#pragma once

#include <optional>
#include <string>

#include "bus/events_client.hpp"
#include "bus/events_endpoint.hpp"
#include "db/outbox.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"
#include "tests/wire/bus/town.hpp"

namespace tests {

struct speakers_corner {
  database_case place{10};
  town bus;
  core::system_clock clock;
  std::optional<::bus::events_endpoint> endpoint{std::in_place, bus.door, place.as("db"), clock,
                                                 ::bus::events_endpoint_options{}};
  std::string address = endpoint->address();
  ::bus::key_pair key = bus.newcomer("listener", {"events:*"});

  ::bus::events_client_options as(std::string consumer, std::vector<std::string> topics = {},
                                  std::uint32_t credit = 500) {
    return {bus.to(address, key), std::move(consumer), std::move(topics), credit, true, {}};
  }
  void stop() { endpoint.reset(); }
  void start() {
    REQUIRE(eventually([&] {
      try {
        endpoint.emplace(bus.door, place.as("db"), clock, ::bus::events_endpoint_options{address});
        return true;
      } catch (const std::runtime_error&) {  // the port is not free yet
        return false;
      }
    }));
  }
  core::uuid say(std::int64_t customer, const std::string& what, const std::string& topic = "customer_created") {
    auto id = core::uuid::make(clock.now());
    place.as("store").transact([&](db::tx& t) {
      db::say(t, {id, core::customer_id{customer}, topic, what, clock.now()});
    });
    return id;
  }
};

// The payloads of the next so many events, each acked as it comes when `ack` is set.
inline std::vector<std::string> hear(bus::events_client& by, std::size_t count, bool ack = true,
                                     std::chrono::milliseconds most = 10s) {
  std::vector<std::string> out;
  for (auto until = std::chrono::steady_clock::now() + most;
       out.size() < count && std::chrono::steady_clock::now() < until;) {
    auto batch = by.next(100ms);
    if (!batch) continue;
    for (const auto& each : batch->events) out.push_back(each.payload);
    if (ack) by.ack(batch->up_to);
  }
  return out;
}

}  // namespace tests
