// A job that is done again and again by a thread of its own: errands, fees, rollups, the event log's days.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/instant.hpp"

namespace app {

class repeating {
 public:
  // `job(now)` answers whether there is more to do at once. What it throws is logged and tried again after a pause
  // that doubles up to a minute: a database that is away must not fill the log.
  repeating(std::string name, std::chrono::milliseconds every, const core::clock& clock, std::function<bool(core::instant)> job);
  ~repeating();  // waits for the job at hand
  repeating(const repeating&) = delete;
  repeating& operator=(const repeating&) = delete;

  void poke();  // there may be something to do now

 private:
  void run(const std::stop_token& stop);
  bool once();

  std::string name_;
  std::chrono::milliseconds every_;
  const core::clock& clock_;
  std::function<bool(core::instant)> job_;
  std::mutex guard_;
  std::condition_variable_any wake_;
  bool poked_ = false;
  int failures_ = 0;
  std::jthread thread_;
};

}  // namespace app
