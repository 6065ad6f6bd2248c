// A durable subscription seen from the subscriber.
#include "bus/events_client.hpp"

#include <algorithm>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto sign_of_life_every = 5s;
constexpr auto subscribe_again_after = 1s;

}  // namespace

struct events_client::works {
  works(context& in, events_client_options with) : options{std::move(with)}, link{in, options.to} {}

  void say_due() {
    auto now = clock::now();
    if (now < say_at) return;
    if (!subscribed) {
      events_subscribe it{options.consumer, options.topics, options.credit, options.from_start, options.replay_from};
      if (link.send(write_events_request(it))) say_at = now + subscribe_again_after;
    } else if (link.send(write_events_request(events_credit{options.credit}))) {
      say_at = now + sign_of_life_every;
    }
  }

  std::optional<events_batch> hear(dealer::news it) {
    switch (it) {
      case dealer::news::nothing: return std::nullopt;
      case dealer::news::refused: lost("key_refused", subscribe_again_after); return std::nullopt;
      case dealer::news::connected: lost({}, 0s); return std::nullopt;
      case dealer::news::message: break;
    }
    auto reply = read_events_reply(link.message());
    if (!reply) return std::nullopt;  // a younger server's word
    if (auto* error = std::get_if<events_error>(&*reply)) {
      lost(error->code, error->code == subscribe_first.code() ? 0ms : subscribe_again_after);
      return std::nullopt;
    }
    if (!subscribed) {
      subscribed = true;
      trouble.clear();
      options.replay_from.reset();  // once: a lost connection must not lead back again
      say_at = clock::now() + sign_of_life_every;
    }
    auto& batch = std::get<events_batch>(*reply);
    if (batch.events.empty()) return std::nullopt;
    return std::move(batch);
  }

  void lost(std::string why, std::chrono::milliseconds again_after) {
    subscribed = false;
    trouble = std::move(why);
    say_at = clock::now() + again_after;
  }

  events_client_options options;
  dealer link;
  bool subscribed = false;
  std::string trouble;
  clock::time_point say_at{};
};

events_client::events_client(context& in, events_client_options options)
    : works_{std::make_unique<works>(in, std::move(options))} {}
events_client::~events_client() = default;

std::optional<events_batch> events_client::next(std::chrono::milliseconds most) {
  auto until = clock::now() + most;
  do {
    works_->say_due();
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    auto it = works_->link.wait(std::clamp<std::chrono::milliseconds>(left, 0ms, 200ms));
    if (auto batch = works_->hear(it)) return batch;
    if (works_->link.woken()) return std::nullopt;
  } while (clock::now() < until);
  return std::nullopt;
}

void events_client::ack(std::int64_t position) { works_->link.send(write_events_request(events_ack{position})); }
void events_client::wake() { works_->link.wake(); }
bool events_client::subscribed() const { return works_->subscribed; }
const std::string& events_client::trouble() const { return works_->trouble; }

}  // namespace bus
