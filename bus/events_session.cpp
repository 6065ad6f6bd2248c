// A subscription's credit and position.
#include "bus/events_session.hpp"

#include <algorithm>

namespace bus {

events_session::events_session(std::string consumer, const std::vector<std::string>& topics, std::uint32_t credit,
                               std::int64_t position)
    : consumer_{std::move(consumer)},
      topics_{topics.begin(), topics.end()},
      credit_{std::clamp(credit, 1u, credit_most)},
      looked_to_{position},
      settled_{position} {}

std::size_t events_session::room() const {
  if (under_way_.size() >= credit_ || bytes_under_way_ >= bytes_most) return 0;
  return credit_ - under_way_.size();
}

void events_session::set_credit(std::uint32_t events) { credit_ = std::clamp(events, 1u, credit_most); }

void events_session::begin_again_at(std::int64_t position) {
  under_way_.clear();
  bytes_under_way_ = 0;
  looked_to_ = settled_ = position;
}

void events_session::sent(std::int64_t position, std::size_t bytes) {
  if (under_way_.empty()) settled_ = looked_to_;
  under_way_.push_back({position, bytes});
  bytes_under_way_ += bytes;
  looked_to_ = position;
}

void events_session::skipped_to(std::int64_t position) { looked_to_ = std::max(looked_to_, position); }

void events_session::acked(std::int64_t position) {
  position = std::min(position, looked_to_);
  while (!under_way_.empty() && under_way_.front().position <= position) {
    bytes_under_way_ -= under_way_.front().bytes;
    under_way_.pop_front();
  }
  settled_ = std::max(settled_, position);
}

}  // namespace bus
