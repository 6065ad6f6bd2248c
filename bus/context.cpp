// The one ZeroMQ context of the process.
#include "bus/context.hpp"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include <atomic>
#include <stdexcept>
#include <zmq.hpp>

namespace bus {
namespace {
std::atomic<bool> one_exists{false};
}

context::context() {
  std::array<int, 3> version{};
  zmq_version(&version[0], &version[1], &version[2]);
  expect_fit_libzmq(zmq_has("curve") == 1, version);
  if (one_exists.exchange(true)) throw std::logic_error{"a second bus::context in one process"};
  // What cannot be read is answered with a refusal; protobuf would also write a line of its own each time, and a client
  // could fill the disk with them.
  google::protobuf::SetLogHandler(nullptr);
  context_ = std::make_unique<zmq::context_t>(1);
}

context::~context() {
  context_.reset();
  one_exists = false;
}

void expect_fit_libzmq(bool has_curve, std::array<int, 3> version) {
  if (!has_curve)
    throw std::runtime_error{
        "this libzmq was built without CURVE, so the bus could not be encrypted: install Debian's libzmq5"};
  if (version < std::array{4, 3, 4})
    throw std::runtime_error{
        fmt::format("libzmq {}.{}.{} is too old, 4.3.4 is the first that is safe: install Debian's libzmq5", version[0],
                    version[1], version[2])};
}

}  // namespace bus
