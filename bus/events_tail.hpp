// The newest events of the log in memory, so that subscribers who keep up cost no query each.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "bus/events_wire.hpp"

namespace bus {

class events_tail {
 public:
  explicit events_tail(std::size_t bytes_most) : bytes_most_{bytes_most} {}

  void begin_at(std::int64_t position) {
    events_.clear();
    bytes_ = 0;
    before_ = position;
  }
  // In order, without a gap: the next event has position end() + 1.
  void append(db::logged_event event);

  [[nodiscard]] std::int64_t end() const { return before_ + static_cast<std::int64_t>(events_.size()); }
  // Does memory hold every event after this position?
  [[nodiscard]] bool holds_after(std::int64_t position) const { return position >= before_; }
  // The event at a position that is held.
  [[nodiscard]] const shared_event& at(std::int64_t position) const {
    return events_[static_cast<std::size_t>(position - before_ - 1)];
  }

 private:
  std::size_t bytes_most_;
  std::size_t bytes_ = 0;
  std::int64_t before_ = 0;  // the position just before the first event held
  std::deque<shared_event> events_;
};

}  // namespace bus
