// Batches that wait for a worker. Those of one source are worked on one after another in the order they came, because
// within a lane money is charged in arrival order; different sources go side by side, each in its turn.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "bus/usage_wire.hpp"

namespace bus {

struct usage_job {
  std::string peer;    // who sent it
  zmq::message_t frame;
  std::string source;
  std::optional<unread_batch> batch;  // points into frame; nothing: only a hello, to be told where the source stands
};
using shared_usage_job = std::shared_ptr<const usage_job>;

class usage_queue {
 public:
  void push(shared_usage_job job);
  // Waits for the next; nothing when the queue was closed. finish() must follow.
  shared_usage_job take();
  void finish(const usage_job& job);
  // What waits is let go: its senders still have it.
  void close();

 private:
  struct lane {
    std::deque<shared_usage_job> waiting;
    bool in_work = false;
  };
  std::mutex guard_;
  std::condition_variable something_;
  std::map<std::string, lane> lanes_;  // by source
  std::deque<std::string> ready_;      // sources with something waiting and nothing in work
  std::deque<shared_usage_job> hellos_;
  bool closed_ = false;
};

}  // namespace bus
