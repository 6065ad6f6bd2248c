// The worker's thread: errands as they fall due, and once a minute what the stock needs. Built after the network and
// the database, stopped before them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "activation/provision.hpp"

namespace activation {

class provision_loop {
 public:
  provision_loop(db::access room, errand_carrier& carrier, provision_config config, const core::clock& time,
                 std::chrono::milliseconds pause = std::chrono::milliseconds{100});
  ~provision_loop();
  provision_loop(const provision_loop&) = delete;
  provision_loop& operator=(const provision_loop&) = delete;

  void wake();  // from any thread, after a commit that left errands

 private:
  void run(const std::stop_token& stop);
  void work(const std::stop_token& stop);
  void tidy(core::instant now);

  db::access room_;
  provisioner worker_;
  const core::clock* time_;
  std::chrono::milliseconds pause_;
  std::mutex guard_;
  std::condition_variable_any news_;
  bool woken_ = false;
  bool resumed_ = false;
  core::instant tidied_;
  std::jthread thread_;
};

}  // namespace activation
