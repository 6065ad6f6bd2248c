// The arithmetic of the usage endpoint's credit.
#include "bus/usage_floor.hpp"

#include <algorithm>

#include "bus/refusals.hpp"
#include "core/assert.hpp"

namespace bus {

std::uint32_t decide_window(const usage_bounds& bounds, std::size_t clients) {
  auto share = bounds.batches / std::max<std::size_t>(clients, 1);
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(share, 1, bounds.window_most));
}

void usage_floor::heard(const std::string& peer, time now) { clients_[peer].heard_at = now; }

void usage_floor::forget_silent(time since) {
  std::erase_if(clients_, [&](const auto& each) { return each.second.heard_at < since; });
}

std::optional<core::refusal> usage_floor::admit(const std::string& peer, std::size_t bytes) {
  auto& from = clients_.at(peer);
  // The client's own most, not its present window: it may not have heard yet that the window has shrunk.
  if (from.under_way >= bounds_.window_most) return no_credit.because("too many of this client");
  if (batches_ >= bounds_.batches || (batches_ > 0 && bytes_ + bytes > bounds_.bytes)) return no_credit;
  ++from.under_way;
  ++batches_;
  bytes_ += bytes;
  return std::nullopt;
}

void usage_floor::done(const std::string& peer, std::size_t bytes) {
  ABONENT_ASSERT(batches_ > 0 && bytes_ >= bytes);
  --batches_;
  bytes_ -= bytes;
  if (auto from = clients_.find(peer); from != clients_.end() && from->second.under_way > 0) --from->second.under_way;
}

}  // namespace bus
