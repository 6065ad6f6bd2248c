// The newest events in memory.
#include "bus/events_tail.hpp"

#include "core/assert.hpp"

namespace bus {

void events_tail::append(db::logged_event event) {
  ABONENT_ASSERT(event.position == end() + 1);
  bytes_ += event.payload.size() + sizeof event;
  events_.push_back(std::make_shared<const db::logged_event>(std::move(event)));
  while (bytes_ > bytes_most_ && events_.size() > 1) {
    bytes_ -= events_.front()->payload.size() + sizeof event;
    events_.pop_front();
    ++before_;
  }
}

}  // namespace bus
