// The sending side of the usage endpoint.
#include "bus/usage_client.hpp"

#include <algorithm>
#include <deque>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto hello_every = 5s;
constexpr auto slice = 50ms;

struct kept_batch {
  std::uint64_t epoch;
  std::uint64_t sequence;
  std::string frame;
  std::optional<clock::time_point> sent_at;  // nothing: to be sent
  clock::time_point not_before{};
};

bool asks_for_patience(const usage_ack& it) {
  return it.answer.refusal == no_credit.code() || it.answer.refusal == try_later.code();
}

}  // namespace

struct usage_client::works {
  works(context& in, usage_client_options with) : options{std::move(with)}, link{in, options.to} {}

  // One turn: what is due goes out, what came in is heard.
  void turn(std::chrono::milliseconds most) {
    auto now = clock::now();
    send_due(now);
    hear(link.wait(std::min<std::chrono::milliseconds>(most, slice)));
  }

  void send_due(clock::time_point now) {
    if (now >= hello_at && link.send(write_usage_hello(options.source))) hello_at = now + hello_every;
    for (auto& each : kept) {
      if (each.sent_at && now - *each.sent_at > options.ack_timeout) {
        each.sent_at.reset();
        --under_way;
        hello_at = now;
      }
      if (each.sent_at || now < each.not_before || under_way >= window) continue;
      if (!link.send(each.frame)) return;
      each.sent_at = now;
      ++under_way;
    }
  }

  void hear(dealer::news it) {
    switch (it) {
      case dealer::news::nothing: return;
      case dealer::news::refused: key_refused = true; return;
      case dealer::news::connected:
        // What was under way when the connection broke may or may not have arrived: all of it goes again.
        key_refused = false;
        for (auto& each : kept) each.sent_at.reset();
        under_way = 0;
        hello_at = {};
        return;
      case dealer::news::message: hear_reply(link.message()); return;
    }
  }

  void hear_reply(std::string_view frame) {
    auto reply = read_usage_reply(frame);
    if (!reply) return;  // a younger server's word
    if (auto* credit = std::get_if<usage_credit>(&*reply)) {
      window = std::max(credit->batches, 1u);
      standing = credit->standing;
      return;
    }
    settle(std::move(std::get<usage_ack>(*reply)));
  }

  void settle(usage_ack ack) {
    auto at = std::find_if(kept.begin(), kept.end(), [&](const kept_batch& each) {
      return ack.source == options.source && each.epoch == ack.epoch && each.sequence == ack.sequence;
    });
    if (at == kept.end()) {
      // A refusal of the hello or of the connection itself concerns all that is kept; a second ack concerns nobody.
      if (ack.sequence == 0 && !ack.answer.refusal.empty()) acks.push_back(std::move(ack));
      return;
    }
    if (at->sent_at) --under_way;
    if (asks_for_patience(ack)) {
      at->sent_at.reset();
      at->not_before = clock::now() + options.retry_pause;
      hello_at = {};  // the window may have changed
      return;
    }
    kept.erase(at);
    acks.push_back(std::move(ack));
  }

  usage_client_options options;
  dealer link;
  std::deque<kept_batch> kept;
  std::vector<usage_ack> acks;
  std::optional<usage_standing> standing;
  std::uint32_t window = 1;  // until the server says
  std::uint32_t under_way = 0;
  clock::time_point hello_at{};
  bool key_refused = false;
};

usage_client::usage_client(context& in, usage_client_options options)
    : works_{std::make_unique<works>(in, std::move(options))} {}
usage_client::~usage_client() = default;

std::optional<usage_standing> usage_client::ask_standing(std::chrono::milliseconds most) {
  works_->standing.reset();
  works_->hello_at = {};
  for (auto until = clock::now() + most; !works_->standing && clock::now() < until && works_->acks.empty();)
    works_->turn(most);
  return works_->standing;
}

void usage_client::submit(std::uint64_t epoch, std::uint64_t sequence, std::string raw) {
  works_->kept.push_back({epoch, sequence, write_usage_batch_frame(raw), std::nullopt, {}});
}

std::size_t usage_client::unacked() const { return works_->kept.size(); }
bool usage_client::window_full() const { return works_->kept.size() >= works_->window; }
bool usage_client::key_refused() const { return works_->key_refused; }

std::vector<usage_ack> usage_client::collect(std::chrono::milliseconds most) {
  auto until = clock::now() + most;
  do {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    works_->turn(std::max(left, 0ms));
  } while (works_->acks.empty() && clock::now() < until);
  return std::exchange(works_->acks, {});
}

std::optional<usage_ack> usage_client::send(std::uint64_t epoch, std::uint64_t sequence, std::string raw,
                                            std::chrono::milliseconds most) {
  submit(epoch, sequence, std::move(raw));
  for (auto until = clock::now() + most; clock::now() < until;) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    for (auto& each : collect(std::max(left, 1ms)))
      if (each.sequence == sequence || each.sequence == 0) return std::move(each);
  }
  return std::nullopt;
}

}  // namespace bus
