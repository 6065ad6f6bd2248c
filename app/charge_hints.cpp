// Gathering, bounded: hints are lossy by design, memory is not.
#include "app/charge_hints.hpp"

#include <algorithm>
#include <utility>

namespace app {
namespace {

constexpr std::size_t waiting_max = 100'000;  // a second of the heaviest load; more says nothing new

}  // namespace

void charge_hints::charged(std::span<const core::customer_id> who) {
  std::lock_guard hold{guard_};
  auto room = waiting_max - std::min(waiting_max, waiting_.size());
  auto count = std::min(room, who.size());
  waiting_.insert(waiting_.end(), who.begin(), who.begin() + static_cast<std::ptrdiff_t>(count));
}

std::vector<core::customer_id> charge_hints::take() {
  std::vector<core::customer_id> out;
  {
    std::lock_guard hold{guard_};
    out = std::exchange(waiting_, {});
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace app
