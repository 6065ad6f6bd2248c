// One TCP connection on which nothing waits past its deadline. Blocking for its caller; one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace osmo_hlr {

using steady_point = std::chrono::steady_clock::time_point;

class timed_stream {
 public:
  timed_stream();
  ~timed_stream();
  timed_stream(const timed_stream&) = delete;
  timed_stream& operator=(const timed_stream&) = delete;

  // False: refused, unreachable or too late; the stream is closed then.
  bool connect(const std::string& address, unsigned short port, steady_point until);
  bool write(std::string_view bytes, steady_point until);
  // What arrived next, at least one byte. Empty: the other side is gone or the time is over; the stream is closed then.
  std::string read(steady_point until);
  void close();
  [[nodiscard]] bool open() const;

 private:
  struct parts;  // Asio stays out of this header
  std::unique_ptr<parts> parts_;
};

}  // namespace osmo_hlr
