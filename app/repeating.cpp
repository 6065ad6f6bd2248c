// The loop behind a repeated job: one of the three edges where an exception ends.
#include "app/repeating.hpp"

#include <algorithm>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace app {

repeating::repeating(std::string name, std::chrono::milliseconds every, const core::clock& clock, std::function<bool(core::instant)> job)
    : name_{std::move(name)}, every_{every}, clock_{clock}, job_{std::move(job)}, thread_{[this](const std::stop_token& stop) { run(stop); }} {}

repeating::~repeating() {
  thread_.request_stop();
  wake_.notify_all();
}

void repeating::poke() {
  {
    std::lock_guard lock{guard_};
    poked_ = true;
  }
  wake_.notify_all();
}

bool repeating::once() {
  try {
    bool more = job_(clock_.now());
    failures_ = 0;
    return more;
  } catch (const std::exception& error) {
    ++failures_;
    core::log::error("job={} failures={} error=\"{}\"", name_, failures_, error.what());
    core::count("abonent_app_job_failures_total", "Times a repeated job ended in an exception.", {{"job", name_}});
    return false;
  }
}

void repeating::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (once()) continue;
    auto pause = failures_ == 0 ? every_ : std::min<std::chrono::milliseconds>(every_ * (1 << std::min(failures_, 10)), std::chrono::minutes{1});
    std::unique_lock lock{guard_};
    wake_.wait_for(lock, stop, pause, [&] { return poked_; });
    poked_ = false;
  }
}

}  // namespace app
