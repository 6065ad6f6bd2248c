// The provisioning endpoint: one thread owns the socket, one records results.
#include "bus/provisioning_endpoint.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "bus/connected_systems.hpp"
#include "bus/errands_wire.hpp"
#include "bus/key_book.hpp"
#include "bus/refusals.hpp"
#include "bus/router.hpp"
#include "bus/zap.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto silence_most = 15s;  // three hellos missed
constexpr int messages_a_turn = 64;
constexpr std::size_t results_waiting_most = 1'000;  // more are not taken: their systems will say them again
constexpr std::int64_t frame_bytes_max = 64 * 1024;

}  // namespace

struct provisioning_endpoint::works {
  struct letter {
    std::string peer;
    std::string frame;
  };
  struct heard_result {
    std::string peer;
    errand_result result;  // without an errand id: the system is only ready
    bool only_ready = false;
  };

  works(zap_handler& door_of, errand_results& to, std::string address)
      : door{door_of}, results{to}, server{door, {"provisioning", std::move(address), frame_bytes_max, 1000, 1000}},
        keys_edition{door.known().edition()} {
    recorder = std::jthread{[this](const std::stop_token& stop) { record(stop); }};
    porter = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }
  ~works() {
    recorder.request_stop();
    recorder.join();
    porter.request_stop();
    server.wake();
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      server.wait(200ms);
      send_letters();
      for (int turn = 0; turn < messages_a_turn; ++turn) {
        auto it = server.receive();
        if (!it) break;
        hear(*it);
      }
      check_keys();
      systems.forget_silent(clock::now() - silence_most);
    }
  }

  void hear(arrival& it) {
    if (it.wrong) {
      systems.left(it.peer);
      refuse(it.peer, *it.wrong);
      return;
    }
    auto request = read_provisioning_request(it.frame.to_string_view());
    if (!request) {
      refuse(it.peer, request.error());
      return;
    }
    if (auto* hello = std::get_if<provisioning_hello>(&*request)) {
      hear_hello(it, *hello);
      return;
    }
    auto& result = std::get<errand_result>(*request);
    auto name = systems.name_of(it.peer);
    if (!name) {
      refuse(it.peer, hello_first);
      return;
    }
    result.system = std::move(*name);
    systems.done(it.peer, result.errand_id);
    to_recorder({it.peer, std::move(result)});
  }

  void hear_hello(const arrival& it, const provisioning_hello& hello) {
    if (hello.system.empty() || !holds_right(it.holder->rights, "provisioning", hello.system)) {
      refuse(it.peer, system_not_allowed);
      return;
    }
    if (systems.said_hello(hello.system, it.peer, it.holder->public_key, hello.credit, clock::now()))
      to_recorder({it.peer, {hello.system, {}, {}, {}}, true});
  }

  void refuse(const std::string& peer, const core::refusal& why) {
    server.send(peer, write_provisioning_reply(provisioning_error{std::string{why.code()}, why.sentence()}));
  }

  void check_keys() {
    auto edition = door.known().edition();
    if (edition == keys_edition) return;
    keys_edition = edition;
    auto may_serve = [&](const std::string& key, const std::string& system) {
      auto holder = door.known().find(key);
      return holder && holds_right(holder->rights, "provisioning", system);
    };
    for (const auto& peer : systems.drop_unless(may_serve)) refuse(peer, key_revoked);
  }

  void send_letters() {
    std::deque<letter> due;
    {
      std::scoped_lock lock{letters_guard};
      due.swap(letters);
    }
    for (const auto& each : due)
      if (!server.send(each.peer, each.frame)) systems.left(each.peer);
  }

  handed post(const connected_systems::place& to, const provisioning_reply& what) {
    if (to.peer.empty()) return handed::not_connected;
    if (!to.has_credit) return handed::no_credit;
    std::scoped_lock lock{letters_guard};
    letters.push_back({to.peer, write_provisioning_reply(what)});
    server.wake();
    return handed::over;
  }

  void to_recorder(heard_result it) {
    std::scoped_lock lock{heard_guard};
    if (heard.size() >= results_waiting_most) return;
    heard.push_back(std::move(it));
    something_heard.notify_all();
  }

  void record(const std::stop_token& stop) {
    std::unique_lock lock{heard_guard};
    while (something_heard.wait(lock, stop, [&] { return !heard.empty(); })) {
      auto it = std::move(heard.front());
      heard.pop_front();
      lock.unlock();
      record_one(it);
      lock.lock();
      if (stop.stop_requested()) return;
    }
  }

  void record_one(const heard_result& it) {
    try {
      if (it.only_ready) {
        results.system_ready(it.result.system);
        return;
      }
      results.record_result(it.result);
      core::count("abonent_bus_errand_results_total", "Results of errands recorded", {{"system", it.result.system}});
      post({it.peer, true}, errand_ack{it.result.errand_id});
      tell_waiting(it.result);
    } catch (const std::exception& why) {
      core::log::error("room=bus verb=record_errand_result outcome=failed system={} errand={} why={}", it.result.system,
                       it.result.errand_id.text(), why.what());
    }
  }

  // Those who wait in carry_out().
  void tell_waiting(const errand_result& it) {
    std::scoped_lock lock{waiting_guard};
    auto at = waiting.find(it.errand_id);
    if (at == waiting.end()) return;
    at->second = it;
    answered.notify_all();
  }
  std::optional<errand_result> wait_for(const core::uuid& id, std::chrono::milliseconds most) {
    std::unique_lock lock{waiting_guard};
    answered.wait_for(lock, most, [&] { return waiting.at(id).has_value(); });
    auto out = std::move(waiting.at(id));
    waiting.erase(id);
    return out;
  }

  zap_handler& door;
  errand_results& results;
  router server;
  connected_systems systems;
  std::uint64_t keys_edition;
  std::mutex letters_guard;
  std::deque<letter> letters;
  std::mutex heard_guard;
  std::condition_variable_any something_heard;
  std::deque<heard_result> heard;
  std::mutex waiting_guard;
  std::condition_variable answered;
  std::map<core::uuid, std::optional<errand_result>> waiting;
  std::jthread recorder;
  std::jthread porter;
};

provisioning_endpoint::provisioning_endpoint(zap_handler& door, errand_results& results, std::string address)
    : works_{std::make_unique<works>(door, results, std::move(address))} {}
provisioning_endpoint::~provisioning_endpoint() = default;

const std::string& provisioning_endpoint::address() const { return works_->server.address(); }

provisioning_endpoint::handed provisioning_endpoint::send(std::string_view system, const errand& what) {
  return works_->post(works_->systems.take_credit(system, what.id), what);
}

provisioning_endpoint::handed provisioning_endpoint::ask(std::string_view system, const core::uuid& errand_id) {
  auto place = works_->systems.find(system);
  place.has_credit = true;  // a question takes none
  return works_->post(place, errand_question{errand_id});
}

std::optional<errand_result> provisioning_endpoint::carry_out(std::string_view system, const errand& what,
                                                              std::chrono::milliseconds most) {
  {
    std::scoped_lock lock{works_->waiting_guard};
    works_->waiting[what.id] = std::nullopt;
  }
  if (send(system, what) != handed::over) {
    std::scoped_lock lock{works_->waiting_guard};
    works_->waiting.erase(what.id);
    return errand_result{std::string{system}, what.id, errand_outcome::try_later,
                         "the system is not connected or has no credit"};
  }
  return works_->wait_for(what.id, most);
}

bool provisioning_endpoint::is_connected(std::string_view system) const {
  return !works_->systems.find(system).peer.empty();
}

}  // namespace bus
