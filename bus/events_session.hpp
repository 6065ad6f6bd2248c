// One durable subscription while it is connected: what it wants, what is under way to it, and how far it has come.
// Arithmetic only; the endpoint sends and records.
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace bus {

class events_session {
 public:
  static constexpr std::uint32_t credit_most = 1'000;
  static constexpr std::size_t bytes_most = 4 * 1024 * 1024;  // under way at once, whatever the credit

  events_session(std::string consumer, const std::vector<std::string>& topics, std::uint32_t credit,
                 std::int64_t position);

  [[nodiscard]] const std::string& consumer() const { return consumer_; }
  [[nodiscard]] bool wants(const std::string& topic) const { return topics_.empty() || topics_.contains(topic); }
  [[nodiscard]] std::vector<std::string> topics() const { return {topics_.begin(), topics_.end()}; }
  [[nodiscard]] std::int64_t looked_to() const { return looked_to_; }

  // How many more events may go now.
  [[nodiscard]] std::size_t room() const;
  void set_credit(std::uint32_t events);  // between 1 and credit_most
  void begin_again_at(std::int64_t position);
  void sent(std::int64_t position, std::size_t bytes);
  void skipped_to(std::int64_t position);  // looked through up to here; what was not sent was not asked for

  // Everything up to here is done; what was never sent cannot be.
  void acked(std::int64_t position);
  // Where the durable position may stand: nothing at or before it is under way.
  [[nodiscard]] std::int64_t settled() const { return under_way_.empty() ? looked_to_ : settled_; }

 private:
  struct flight {
    std::int64_t position;
    std::size_t bytes;
  };
  std::string consumer_;
  std::set<std::string> topics_;
  std::uint32_t credit_;
  std::int64_t looked_to_;
  std::int64_t settled_;
  std::deque<flight> under_way_;
  std::size_t bytes_under_way_ = 0;
};

}  // namespace bus
