// A billing that only writes down what it was given: applies once by (source, epoch, sequence), repeats its answers.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <vector>

#include "bus/usage_sink.hpp"
#include "bus/usage_wire.hpp"

namespace tests {

class recording_sink final : public bus::usage_sink {
 public:
  using key = std::tuple<std::string, std::uint64_t, std::uint64_t>;
  std::function<void(const bus::usage_batch&)> before_apply = [](const bus::usage_batch&) {};

  bus::usage_answer apply(const bus::usage_batch& it) override {
    ++in_work_;
    before_apply(it);
    --in_work_;
    std::scoped_lock lock{guard_};
    key name{it.source, it.epoch, it.sequence};
    if (auto known = ledger_.find(name); known != ledger_.end()) {
      if (known->second.digest == it.digest) return known->second.answer;
      return {0, 0, 0, "batch_digest_differs", "the same batch came with other bytes before"};
    }
    bus::usage_answer answer;
    for (const auto& each : it.records) {
      if (records_.insert(std::string{each.record_key}).second) ++answer.rated;
      else ++answer.duplicates;
    }
    order_[std::string{it.source}].push_back(it.sequence);
    ledger_.emplace(name, entry{it.digest, answer});
    return answer;
  }
  bus::usage_answer park(const bus::usage_batch& it, std::string_view reason) override {
    std::scoped_lock lock{guard_};
    parked_[{std::string{it.source}, it.epoch, it.sequence}] = reason;
    return {0, 0, 0, "batch_parked", "kept for a person"};
  }
  bus::usage_standing standing(std::string_view source) override {
    std::scoped_lock lock{guard_};
    bus::usage_standing out;
    for (const auto& [name, _] : ledger_)
      if (std::get<0>(name) == source) out = {std::get<1>(name), std::get<2>(name)};
    return out;
  }

  std::size_t batches() const { return count(ledger_); }
  std::size_t records() const { return count(records_); }
  std::size_t parked() const { return count(parked_); }
  std::vector<std::uint64_t> order_of(const std::string& source) const {
    std::scoped_lock lock{guard_};
    auto at = order_.find(source);
    return at == order_.end() ? std::vector<std::uint64_t>{} : at->second;
  }
  int in_work() const { return in_work_; }

 private:
  struct entry {
    bus::usage_digest digest;
    bus::usage_answer answer;
  };
  template <class C>
  std::size_t count(const C& of) const {
    std::scoped_lock lock{guard_};
    return of.size();
  }
  mutable std::mutex guard_;
  std::map<key, entry> ledger_;
  std::map<key, std::string> parked_;
  std::set<std::string> records_;
  std::map<std::string, std::vector<std::uint64_t>> order_;
  std::atomic<int> in_work_{0};
};

// A batch of so many records with keys of its own.
inline std::string batch_bytes(const std::string& source, std::uint64_t epoch, std::uint64_t sequence,
                               std::size_t count = 3) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i)
    keys.push_back(source + "-" + std::to_string(epoch) + "-" + std::to_string(sequence) + "-" + std::to_string(i));
  std::vector<bus::usage_record> records(count);
  for (std::size_t i = 0; i < count; ++i) {
    records[i].record_key = keys[i];
    records[i].service = bus::usage_service::voice;
    records[i].subscriber = "79161234567";
    records[i].subscriber_kind = bus::usage_subscriber_kind::msisdn;
    records[i].other_party = "79031112233";
    records[i].start = core::instant::from_seconds(1'780'000'000 + static_cast<std::int64_t>(sequence));
    records[i].quantity = 60;
    records[i].direction = bus::usage_direction::originated;
  }
  return bus::write_usage_batch(source, epoch, sequence, records);
}

}  // namespace tests
