// The worker threads of the HTTP server.
#include "web/workers.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace web {

struct workers::hall {
  using steady = std::chrono::steady_clock;
  struct waiting_job {
    std::function<void()> run;
    steady::time_point since;
  };

  std::mutex lock;
  std::condition_variable changed;
  std::deque<waiting_job> queue;
  std::size_t queue_max = 0;
  std::size_t working = 0;  // threads that have not ended
  bool closed = false;
  std::vector<std::thread> threads;

  void work() {
    std::unique_lock hold{lock};
    while (true) {
      changed.wait(hold, [&] { return closed || !queue.empty(); });
      if (queue.empty()) break;
      auto job = std::move(queue.front());
      queue.pop_front();
      hold.unlock();
      core::observe_seconds("abonent_web_queue_wait_seconds", "Time a request waited for a worker.",
                            std::chrono::duration<double>(steady::now() - job.since).count());
      try {
        job.run();
      } catch (const std::exception& error) {  // the edge of the worker loop
        core::log::error("worker broke: {}", error.what());
      }
      job.run = {};  // what it holds goes before the next one comes
      hold.lock();
    }
    --working;
    changed.notify_all();
  }
};

workers::workers(std::size_t threads, std::size_t queue_max) : hall_{std::make_shared<hall>()} {
  hall_->queue_max = queue_max;
  hall_->working = threads;
  for (std::size_t i = 0; i < threads; ++i) hall_->threads.emplace_back([at = hall_] { at->work(); });
}

bool workers::try_run(std::function<void()> job) {
  {
    std::lock_guard hold{hall_->lock};
    if (hall_->closed || hall_->queue.size() >= hall_->queue_max) return false;
    hall_->queue.push_back({std::move(job), hall::steady::now()});
  }
  hall_->changed.notify_one();
  return true;
}

std::size_t workers::waiting() const {
  std::lock_guard hold{hall_->lock};
  return hall_->queue.size();
}

bool workers::stop(std::chrono::milliseconds patience) {
  std::unique_lock hold{hall_->lock};
  hall_->closed = true;
  hall_->changed.notify_all();
  bool home = hall_->changed.wait_for(hold, patience, [&] { return hall_->working == 0; });
  hold.unlock();
  for (auto& each : hall_->threads)
    if (home)
      each.join();
    else
      each.detach();  // it keeps the hall alive by its own share
  hall_->threads.clear();
  return home;
}

workers::~workers() {
  if (hall_->threads.empty()) return;
  {
    std::lock_guard hold{hall_->lock};
    hall_->closed = true;
  }
  hall_->changed.notify_all();
  for (auto& each : hall_->threads) each.join();
}

}  // namespace web
