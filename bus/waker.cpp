// eventfd as a bell.
#include "bus/waker.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace bus {

waker::waker() : file_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
  if (file_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
}
waker::~waker() { ::close(file_); }

void waker::wake() {
  std::uint64_t one = 1;
  // A full counter (EAGAIN) means the bell is ringing already.
  [[maybe_unused]] auto wrote = ::write(file_, &one, sizeof one);
}

void waker::settle() {
  std::uint64_t count = 0;
  [[maybe_unused]] auto read = ::read(file_, &count, sizeof count);
}

}  // namespace bus
