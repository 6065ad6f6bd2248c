// The statements that make, fill and attach a segment's table, and whose turn it is to do so. Names are ours, never
// text from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "db/copy_session.hpp"

namespace billing {

std::string create_segment_table(std::int64_t id);
std::string attach_segment_table(std::int64_t id);
std::string index_segment_table(std::int64_t id);
std::string fill_merged_table(std::int64_t into, const std::vector<std::int64_t>& from);
std::string lock_patience(std::chrono::milliseconds at_most);

// True when `step` gave up because its lock_timeout passed; any other failure is thrown on.
template <class F>
bool in_vain(F&& step) {
  try {
    step();
    return false;
  } catch (const db::statement_failed& why) {
    if (why.sqlstate != db::lock_not_available) throw;
    return true;
  }
}

// One process at a time does each of these works; the lock is the session's and is lost with it.
class keeper_turn {
 public:
  enum work { segments = 1, merges = 2 };  // snapshots are taken in the turn of merges
  keeper_turn(db::copy_session& on, work of);
  ~keeper_turn();
  keeper_turn(const keeper_turn&) = delete;
  keeper_turn& operator=(const keeper_turn&) = delete;
  [[nodiscard]] bool ours() const { return ours_; }

 private:
  db::copy_session& on_;
  work of_;
  bool ours_ = false;
};

}  // namespace billing
