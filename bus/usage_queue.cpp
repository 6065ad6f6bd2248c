// Batches that wait for a worker, by source.
#include "bus/usage_queue.hpp"

#include <algorithm>

namespace bus {

void usage_queue::push(shared_usage_job job) {
  std::scoped_lock lock{guard_};
  if (closed_) return;
  if (!job->batch) {
    // A client that says hello faster than it can be answered is answered once.
    auto same = [&](const shared_usage_job& each) { return each->peer == job->peer && each->source == job->source; };
    if (std::none_of(hellos_.begin(), hellos_.end(), same)) hellos_.push_back(std::move(job));
  } else {
    auto& of = lanes_[job->source];
    if (of.waiting.empty() && !of.in_work) ready_.push_back(job->source);
    of.waiting.push_back(std::move(job));
  }
  something_.notify_one();
}

shared_usage_job usage_queue::take() {
  std::unique_lock lock{guard_};
  something_.wait(lock, [&] { return closed_ || !hellos_.empty() || !ready_.empty(); });
  if (closed_) return nullptr;
  auto& from = hellos_.empty() ? lanes_[ready_.front()].waiting : hellos_;
  auto job = std::move(from.front());
  from.pop_front();
  if (job->batch) {
    lanes_[job->source].in_work = true;
    ready_.pop_front();
  }
  return job;
}

void usage_queue::finish(const usage_job& job) {
  if (!job.batch) return;
  std::scoped_lock lock{guard_};
  auto at = lanes_.find(job.source);
  if (at == lanes_.end()) return;  // closed meanwhile
  at->second.in_work = false;
  if (at->second.waiting.empty()) {
    lanes_.erase(at);
    return;
  }
  ready_.push_back(job.source);
  something_.notify_one();
}

void usage_queue::close() {
  std::scoped_lock lock{guard_};
  closed_ = true;
  lanes_.clear();
  ready_.clear();
  hellos_.clear();
  something_.notify_all();
}

}  // namespace bus
