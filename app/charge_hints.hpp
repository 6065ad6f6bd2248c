// Usage moves balances all the time: who was charged is gathered here and told once a second, so that a thousand
// records of one customer are one hint.
#pragma once

#include <mutex>
#include <span>
#include <vector>

#include "core/ids.hpp"

namespace app {

class charge_hints {
 public:
  void charged(std::span<const core::customer_id> who);  // from any thread; costs a copy
  std::vector<core::customer_id> take();                 // everybody since the last time, once each, ascending

 private:
  std::mutex guard_;
  std::vector<core::customer_id> waiting_;
};

}  // namespace app
