// One of the three places where an exception stops: it is written down, and the loop goes on after a pause.
#include "activation/provision_loop.hpp"

#include "activation/stock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace activation {
namespace {

constexpr std::chrono::seconds after_failure{1};
constexpr core::duration between_tidying = std::chrono::minutes{1};

}  // namespace

provision_loop::provision_loop(db::access room, errand_carrier& carrier, provision_config config, const core::clock& time,
                               std::chrono::milliseconds pause)
    : room_{room}, worker_{room, carrier, std::move(config)}, time_{&time}, pause_{pause},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

provision_loop::~provision_loop() {
  thread_.request_stop();
  news_.notify_all();
}

void provision_loop::wake() {
  std::lock_guard lock{guard_};
  woken_ = true;
  news_.notify_all();
}

void provision_loop::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto pause = pause_;
    try {
      work(stop);
      tidy(time_->now());
    } catch (const std::exception& what) {
      core::log::error("room=activation verb=provision outcome=failed why={}", what.what());
      core::count("abonent_activation_worker_failures_total", "Rounds of the provisioning worker that broke off.");
      pause = after_failure;
    }
    std::unique_lock lock{guard_};
    news_.wait_for(lock, stop, pause, [&] { return woken_; });
    woken_ = false;
  }
}

void provision_loop::work(const std::stop_token& stop) {
  if (!resumed_) worker_.resume(time_->now());
  resumed_ = true;
  while (!stop.stop_requested() && worker_.run_due(time_->now()) > 0) {
  }
}

void provision_loop::tidy(core::instant now) {
  if (now - tidied_ < between_tidying) return;
  tidied_ = now;
  auto held = room_.transact([&](db::tx& t) {
    end_quarantine(t, now);
    return count_orders(t, order_state::held);
  });
  core::gauge("abonent_activation_held_orders", "Orders that wait for a person.", static_cast<double>(held));
}

}  // namespace activation
