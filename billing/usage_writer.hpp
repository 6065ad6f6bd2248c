// Writes decided usage into the ledger by COPY: the same door as ledger.hpp, for many rows. It keeps the lanes' levels in
// memory, so that nothing is read in the way; when another writer was first, it reads the news and decides again.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "billing/decide_usage.hpp"
#include "billing/lane_memory.hpp"
#include "db/copy_session.hpp"

namespace billing {

// One decided record and where its raw bytes lie.
struct usage_entry {
  const usage_decision* decided = nullptr;
  const bus::usage_record* record = nullptr;
  std::int64_t batch_id = 0;
  std::int32_t terms_id = 0;
};

class usage_writer {
 public:
  explicit usage_writer(db::database_config config);

  // What `body` may do within the transaction: `write` adds rows and moves their lanes, at most once and last but for
  // what follows from it; it answers false when the lanes have moved: then body answers false at once.
  struct within {
    db::copy_tx& t;
    std::function<bool(std::span<const usage_entry>, core::instant now)> write;
    bool& overtaken;  // body sets it when it was overtaken in something else, and answers false
  };
  // Runs body until it commits or gives up. Body answers whether to commit; it may run again from the start.
  enum class outcome { committed, given_up };
  outcome transact(const std::function<bool(within&)>& body);

  [[nodiscard]] const lane_memory& memory() const { return memory_; }

 private:
  struct pass;
  bool run_once(const std::function<bool(within&)>& body, bool lock_first, bool& overtaken);

  db::copy_session session_;
  lane_memory memory_;
  bool warm_ = false;  // false: what memory shows is not known to be what is committed
};

}  // namespace billing
