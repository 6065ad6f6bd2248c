// N threads and a bounded queue before them. A full queue says so at once: better a quick no than a slow one.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace web {

class workers {
 public:
  workers(std::size_t threads, std::size_t queue_max);
  ~workers();  // stops, waiting for as long as it takes
  workers(const workers&) = delete;
  workers& operator=(const workers&) = delete;

  [[nodiscard]] bool try_run(std::function<void()> job);  // false: the queue is full or closed
  [[nodiscard]] std::size_t waiting() const;
  // Takes no more, finishes what is queued. False when a thread is still busy after `patience`: it is left to itself,
  // and the program must end without destroying what the thread may still use.
  [[nodiscard]] bool stop(std::chrono::milliseconds patience);

 private:
  struct hall;
  std::shared_ptr<hall> hall_;
};

}  // namespace web
