// A room's subscription: many events in one transaction while all goes well, one by one after a failure.
#include "bus/event_consumer.hpp"

#include <algorithm>
#include <span>
#include <thread>

#include "bus/events_client.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr int attempts_most = 3;
constexpr auto pause_after_failure = 100ms;
constexpr auto pause_without_database = 500ms;

}  // namespace

struct event_consumer::works {
  using events = std::span<const db::logged_event>;

  works(context& in, event_consumer_options with, db::access of_room, event_handler handle)
      : options{std::move(with)}, room{std::move(of_room)}, handler{std::move(handle)},
        client{in, {options.to, options.name, options.topics, 500, options.from_start, {}}} {
    thread = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }
  ~works() {
    thread.request_stop();
    client.wake();
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      auto batch = client.next(1s);
      if (!batch) continue;
      for (events rest{batch->events}; !rest.empty() && !stop.stop_requested();) {
        auto some = rest.first(std::min(rest.size(), options.events_a_transaction));
        if (!work_off(some, stop)) break;  // told to stop in the middle: what is not acked comes again
        rest = rest.subspan(some.size());
      }
    }
  }

  // True when every one of them has its effect or is parked.
  bool work_off(events some, const std::stop_token& stop) {
    std::string failure;
    while (!stop.stop_requested()) {
      switch (try_once(some, failure)) {
        case outcome::done: client.ack(some.back().position); return true;
        case outcome::no_database: pause(pause_without_database, stop); break;
        case outcome::failed: return one_by_one(some, stop);
      }
    }
    return false;
  }

  bool one_by_one(events some, const std::stop_token& stop) {
    for (const auto& each : some) {
      if (!work_off_one(each, stop)) return false;
      client.ack(each.position);
    }
    return true;
  }

  bool work_off_one(const db::logged_event& it, const std::stop_token& stop) {
    std::string failure;
    for (int failures = 0; !stop.stop_requested();) {
      switch (try_once({&it, 1}, failure)) {
        case outcome::done: return true;
        case outcome::no_database: pause(pause_without_database, stop); break;
        case outcome::failed:
          core::log::error("room=bus verb=handle_event outcome=failed consumer={} topic={} event={} why={}",
                           options.name, it.topic, it.id.text(), failure);
          if (++failures == attempts_most) return park(it, failure, stop);
          pause(pause_after_failure * failures, stop);
      }
    }
    return false;
  }

  bool park(const db::logged_event& it, const std::string& why, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::string failure;
      auto put_aside = [&] { room.transact([&](db::tx& t) { db::park_event(t, options.name, it, why); }); };
      if (attempt(put_aside, failure) == outcome::done) {
        core::count("abonent_bus_events_parked_total", "Events that failed three times and wait for a person",
                    {{"consumer", options.name}});
        return true;
      }
      core::log::error("room=bus verb=park_event outcome=failed consumer={} event={} why={}", options.name,
                       it.id.text(), failure);
      pause(pause_without_database, stop);
    }
    return false;
  }

  enum class outcome { done, failed, no_database };

  outcome try_once(events some, std::string& failure) {
    std::size_t handled = 0;
    auto all_of_them = [&] {
      room.transact([&](db::tx& t) {
        handled = 0;
        for (const auto& each : some) {
          if (!db::first_time(t, options.name, each.id)) continue;
          handler(t, each);
          ++handled;
        }
      });
    };
    auto it = attempt(all_of_them, failure);
    if (it == outcome::done && handled > 0)
      core::count("abonent_bus_events_handled_total", "Events that took effect in a room", {{"consumer", options.name}},
                  static_cast<double>(handled));
    return it;
  }

  template <class F>
  static outcome attempt(F&& body, std::string& failure) {
    try {
      body();
      return outcome::done;
    } catch (const db::unavailable& why) {
      failure = why.what();
      return outcome::no_database;
    } catch (const db::in_doubt& why) {  // the inbox will tell whether it happened
      failure = why.what();
      return outcome::no_database;
    } catch (const std::exception& why) {
      failure = why.what();
      return outcome::failed;
    }
  }

  static void pause(std::chrono::milliseconds most, const std::stop_token& stop) {
    for (auto until = std::chrono::steady_clock::now() + most;
         !stop.stop_requested() && std::chrono::steady_clock::now() < until;)
      std::this_thread::sleep_for(20ms);
  }

  event_consumer_options options;
  db::access room;
  event_handler handler;
  events_client client;
  std::jthread thread;
};

event_consumer::event_consumer(context& in, event_consumer_options options, db::access room, event_handler handler)
    : works_{std::make_unique<works>(in, std::move(options), std::move(room), std::move(handler))} {}
event_consumer::~event_consumer() = default;

}  // namespace bus
