// The events endpoint: one thread owns the socket and reads the log.
#include "bus/events_endpoint.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "bus/events_log.hpp"
#include "bus/events_wire.hpp"
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

constexpr auto silence_most = 60s;  // a subscriber may be long at work on what it was sent
constexpr auto record_every = 200ms;
constexpr auto standings_every = 2s;
constexpr auto database_pause = 500ms;
constexpr int messages_a_turn = 64;
constexpr std::size_t page_events = 200;
constexpr std::int64_t request_bytes_max = 64 * 1024;

bool is_consumer_name(std::string_view name) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

struct events_endpoint::works {
  struct subscription {
    events_session session;
    std::string key;  // whose it is: asked again whenever the keys change
    clock::time_point heard_at;
    std::int64_t recorded;
  };

  works(zap_handler& door_of, db::access db_room, const core::clock& now, events_endpoint_options with)
      : door{door_of},
        options{std::move(with)},
        server{door, {"events", options.address, request_bytes_max, 1000, 4000}},
        log{std::move(db_room), now, options.on_logged},
        keys_edition{door.known().edition()} {
    porter = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
    db::on_said([this] { poke(); });
  }
  ~works() {
    db::on_said({});
    porter.request_stop();
    server.wake();
  }

  void poke() {
    if (!poked.exchange(true)) server.wake();
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      server.wait(more_to_send ? 0ms : until_next_look());
      for (int turn = 0; turn < messages_a_turn; ++turn) {
        auto it = server.receive();
        if (!it) break;
        hear(*it);
      }
      check_keys();
      look();
      serve_all();
      tidy();
    }
    with_database([&] { record_positions(); });
  }

  std::chrono::milliseconds until_next_look() const {
    auto left = std::clamp<clock::duration>(look_at - clock::now(), 0ms, options.look_every);
    return std::chrono::ceil<std::chrono::milliseconds>(left);
  }

  // Runs what needs the database; when that is away, says so and leaves it alone for a moment.
  template <class F>
  bool with_database(F&& body) {
    if (clock::now() < database_at) return false;
    try {
      body();
      return true;
    } catch (const std::exception& why) {
      core::log::warn("room=bus verb=serve_events outcome=failed why={}", why.what());
      database_at = clock::now() + database_pause;
      return false;
    }
  }

  void hear(arrival& it) {
    if (it.wrong) {
      drop(it.peer);
      refuse(it.peer, *it.wrong);
      return;
    }
    auto request = read_events_request(it.frame.to_string_view());
    if (!request) {
      refuse(it.peer, request.error());
      return;
    }
    if (auto* who = std::get_if<events_subscribe>(&*request)) {
      subscribe(it, *who);
      return;
    }
    auto at = subscriptions.find(it.peer);
    if (at == subscriptions.end()) {
      refuse(it.peer, subscribe_first);
      return;
    }
    at->second.heard_at = clock::now();
    if (auto* ack = std::get_if<events_ack>(&*request)) at->second.session.acked(ack->position);
    else at->second.session.set_credit(std::get<events_credit>(*request).events);
  }

  void subscribe(const arrival& it, const events_subscribe& who) {
    if (!is_consumer_name(who.consumer)) {
      refuse(it.peer, frame_malformed.because("a consumer's name is 1 to 100 of a-z 0-9 _ - ."));
      return;
    }
    if (!holds_right(it.holder->rights, "events", who.consumer)) {
      refuse(it.peer, consumer_not_allowed);
      return;
    }
    take_over(it.peer, who.consumer);
    bool done = with_database([&] {
      record_positions();
      auto position = log.position_of(who);
      subscription fresh{
          {who.consumer, who.topics, who.credit, position}, it.holder->public_key, clock::now(), position};
      subscriptions.insert_or_assign(it.peer, std::move(fresh));
      server.send(it.peer, write_events_batch({}, position));  // the subscription stands
    });
    if (!done) refuse(it.peer, try_later);
  }

  // The newest connection under a name is the one: a client that came back has a new connection, and the old is dead.
  void take_over(const std::string& peer, const std::string& consumer) {
    for (auto& [other, it] : subscriptions) {
      if (it.session.consumer() != consumer || other == peer) continue;
      refuse(other, subscription_taken);
      settle(it);
      subscriptions.erase(other);
      return;
    }
    drop(peer);
  }

  void refuse(const std::string& peer, const core::refusal& why) {
    core::count("abonent_bus_events_refusals_total", "What subscribers were refused",
                {{"code", std::string{why.code()}}});
    server.send(peer, write_events_error(why));
  }

  void drop(const std::string& peer) {
    auto at = subscriptions.find(peer);
    if (at == subscriptions.end()) return;
    settle(at->second);
    subscriptions.erase(at);
  }

  void check_keys() {
    auto edition = door.known().edition();
    if (edition == keys_edition) return;
    keys_edition = edition;
    std::vector<std::string> out;
    for (auto& [peer, it] : subscriptions) {
      auto holder = door.known().find(it.key);
      if (!holder || !holds_right(holder->rights, "events", it.session.consumer())) out.push_back(peer);
    }
    for (const auto& peer : out) {
      refuse(peer, key_revoked);
      drop(peer);
    }
  }

  void look() {
    if (!poked.exchange(false) && clock::now() < look_at) return;
    look_at = clock::now() + options.look_every;
    with_database([&] { log.look(); });
  }

  void serve_all() {
    more_to_send = false;
    std::vector<std::string> gone;
    for (auto& [peer, it] : subscriptions)
      if (!serve(peer, it.session)) gone.push_back(peer);
    for (const auto& peer : gone) drop(peer);
  }

  // One page a turn, so that a subscriber far behind does not hold up those who keep up. False: it is gone.
  bool serve(const std::string& peer, events_session& to) {
    if (!log.has_after(to.looked_to()) || to.room() == 0) return true;
    events_page page;
    if (!with_database([&] { page = log.page_for(to, std::min(to.room(), page_events)); })) return true;
    if (!page.events.empty() && !server.send(peer, write_events_batch(page.events, page.up_to))) return false;
    for (const auto& each : page.events) to.sent(each->position, each->payload.size());
    to.skipped_to(page.up_to);
    if (log.has_after(to.looked_to()) && to.room() > 0) more_to_send = true;
    return true;
  }

  void settle(subscription& it) {
    if (it.session.settled() == it.recorded) return;
    auto& move = moves.try_emplace(it.session.consumer(), events_log::move{it.recorded, 0}).first->second;
    move.to = it.recorded = it.session.settled();
  }

  void record_positions() {
    for (auto& [_, it] : subscriptions) settle(it);
    if (moves.empty()) return;
    log.record_moves(moves);
    moves.clear();
  }

  // Whoever stands elsewhere in the database than we recorded was sent there by a person, and begins again from there.
  void look_at_standings() {
    record_positions();
    for (const auto& each : log.standings())
      for (auto& [_, it] : subscriptions) {
        if (it.session.consumer() != each.name || it.recorded == each.position) continue;
        it.session.begin_again_at(each.position);
        it.recorded = each.position;
      }
  }

  void tidy() {
    auto now = clock::now();
    if (now < tidy_at) return;
    tidy_at = now + record_every;
    with_database([&] { record_positions(); });
    std::vector<std::string> silent;
    for (auto& [peer, it] : subscriptions)
      if (it.heard_at < now - silence_most) silent.push_back(peer);
    for (const auto& peer : silent) drop(peer);
    if (now < standings_at) return;
    standings_at = now + standings_every;
    with_database([&] { look_at_standings(); });
  }

  zap_handler& door;
  events_endpoint_options options;
  router server;
  events_log log;
  std::map<std::string, subscription> subscriptions;  // by connection
  std::map<std::string, events_log::move> moves;      // by consumer, to be recorded
  std::uint64_t keys_edition;
  bool more_to_send = false;
  std::atomic<bool> poked{true};
  clock::time_point look_at{}, tidy_at{}, standings_at{}, database_at{};
  std::jthread porter;
};

events_endpoint::events_endpoint(zap_handler& door, db::access db_room, const core::clock& clock,
                                 events_endpoint_options options)
    : works_{std::make_unique<works>(door, std::move(db_room), clock, std::move(options))} {}
events_endpoint::~events_endpoint() = default;

const std::string& events_endpoint::address() const { return works_->server.address(); }
void events_endpoint::poke() { works_->poke(); }

}  // namespace bus
