// One batch through the sink.
#include "bus/usage_work.hpp"

#include <chrono>
#include <string>
#include <thread>

#include "bus/refusals.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr int attempts_most = 3;
constexpr auto pause_after_failure = 100ms;

void log_failure(const usage_batch& batch, const char* outcome, const std::string& why) {
  core::log::error("room=bus verb=apply_usage outcome={} source={} epoch={} sequence={} why={}", outcome, batch.source,
                   batch.epoch, batch.sequence, why);
}

// The answer, or why there is none.
struct attempt {
  std::optional<usage_answer> answer;
  std::string failure;
};

template <class F>
attempt try_once(F&& body) {
  try {
    return {body(), {}};
  } catch (const db::unavailable&) {  // not the batch's fault: its sender keeps it and sends it again
    return {refused_answer(try_later), {}};
  } catch (const db::in_doubt&) {  // it may have been applied: the batch's key will tell when it comes again
    return {refused_answer(try_later), {}};
  } catch (const std::exception& why) {
    return {std::nullopt, why.what()};
  }
}

}  // namespace

usage_answer refused_answer(const core::refusal& why) {
  usage_answer it;
  it.refusal = why.code();
  it.detail = why.sentence();
  return it;
}

usage_answer apply_usage(usage_sink& sink, const unread_batch& unread, std::vector<usage_record>& records) {
  auto batch = read_usage_batch(unread, records);
  if (!batch) return refused_answer(batch.error());
  auto began = std::chrono::steady_clock::now();
  attempt last;
  for (int attempts = 0; attempts < attempts_most; ++attempts) {
    if (attempts > 0) std::this_thread::sleep_for(pause_after_failure * attempts);
    last = try_once([&] { return sink.apply(*batch); });
    if (last.answer) {
      std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
      core::observe_seconds("abonent_bus_usage_apply_seconds", "From taking a usage batch to its commit", took.count());
      return std::move(*last.answer);
    }
    log_failure(*batch, "failed", last.failure);
  }
  auto parked = try_once([&] { return sink.park(*batch, last.failure); });
  if (parked.answer) return std::move(*parked.answer);
  log_failure(*batch, "not_even_parked", parked.failure);
  return refused_answer(try_later);
}

std::optional<usage_standing> find_standing(usage_sink& sink, std::string_view source) {
  try {
    return sink.standing(source);
  } catch (const std::exception& why) {
    core::log::warn("room=bus verb=find_standing outcome=failed source={} why={}", source, why.what());
    return std::nullopt;
  }
}

}  // namespace bus
