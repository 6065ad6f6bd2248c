// The one ZeroMQ context of the process. ZAP lives at an inproc address, and inproc addresses belong to a context: a
// socket made in a second one would find no handler and, worse, could let everybody in.
#pragma once

#include <array>
#include <memory>

namespace zmq {
class context_t;
}

namespace bus {

class context {
 public:
  // Throws std::logic_error when the process has one already, std::runtime_error when libzmq is not fit.
  context();
  ~context();  // every socket must be closed by then
  context(const context&) = delete;
  context& operator=(const context&) = delete;
  [[nodiscard]] zmq::context_t& raw() { return *context_; }

 private:
  std::unique_ptr<zmq::context_t> context_;
};

// Throws with what to do when libzmq was built without CURVE, or is older than 4.3.4: before that a stranger could
// stop or overrun a CURVE server (CVE-2019-13132, CVE-2020-15166).
void expect_fit_libzmq(bool has_curve, std::array<int, 3> version);

}  // namespace bus
