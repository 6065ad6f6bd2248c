// Wakes a thread that waits in zmq_poll, from any other thread (eventfd(2)).
#pragma once

namespace bus {

class waker {
 public:
  waker();
  ~waker();
  waker(const waker&) = delete;
  waker& operator=(const waker&) = delete;
  void wake();    // any thread; many calls are one
  void settle();  // the waiting thread, after it woke
  [[nodiscard]] int file() const { return file_; }

 private:
  int file_;
};

}  // namespace bus
