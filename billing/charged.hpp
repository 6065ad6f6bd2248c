// Whoever wants to hear whose money was moved by usage and fees: the desk, to look again. What moves money by an event of
// its own, such as a top-up, is heard of by that.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "core/ids.hpp"

namespace billing {

// Told after the commit, each customer once, ascending. A hint: it must not block, and it may be lost.
using tell_charged = std::function<void(std::span<const core::customer_id>)>;

inline void tell_once(const tell_charged& tell, std::vector<core::customer_id> who) {
  if (!tell || who.empty()) return;
  std::sort(who.begin(), who.end());
  who.erase(std::unique(who.begin(), who.end()), who.end());
  tell(who);
}

}  // namespace billing
