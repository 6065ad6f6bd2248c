// Sending, asking, and taking results.
#include "activation/bus_carrier.hpp"

#include "bus/provisioning_endpoint.hpp"
#include "core/log.hpp"

namespace activation {
namespace {

constexpr std::size_t longest_reason = 200;  // of a system's own words

template <class T>
std::string digits_of(const std::optional<T>& it) {
  return it ? std::string{it->digits()} : std::string{};
}

bus::errand letter(const taken_errand& it) {
  return {it.errand_id, db::text<errand_action>::to(it.action), digits_of(it.imsi), digits_of(it.msisdn), it.login.value_or(""), {}};
}

// Its own words may quote a number: masked like a log line.
std::string reason_of(const bus::errand_result& it) {
  auto words = core::log::masked(it.detail).substr(0, longest_reason);
  return words.empty() ? "refused_by_system" : words;
}

}  // namespace

network_answer answer_of(const bus::errand_result& result) {
  switch (result.outcome) {
    case bus::errand_outcome::done: return {network_outcome::done, {}};
    case bus::errand_outcome::refused: return {network_outcome::refused, reason_of(result)};
    case bus::errand_outcome::try_later: return {network_outcome::try_later, "system_busy"};
    case bus::errand_outcome::not_seen: return {network_outcome::try_later, "system_has_not_seen_it"};
  }
  return {network_outcome::unknown, "answer_of_no_kind"};
}

std::optional<network_answer> bus_carrier::carry(const taken_errand& errand) {
  auto* endpoint = endpoint_.load();
  auto not_sent = errand.maybe_sent ? network_outcome::unknown : network_outcome::try_later;
  if (!endpoint) return network_answer{not_sent, "system_not_connected"};
  // Sent and asked for often enough without a word: a person must look.
  if (errand.maybe_sent && errand.tries >= config_.retry.tries_max) return network_answer{network_outcome::unknown, "system_gave_no_answer"};
  using handed = bus::provisioning_endpoint::handed;
  auto how = errand.maybe_sent ? endpoint->ask(system_, errand.errand_id) : endpoint->send(system_, letter(errand));
  switch (how) {
    case handed::over: return std::nullopt;
    case handed::not_connected: return network_answer{not_sent, "system_not_connected"};
    case handed::no_credit: return network_answer{not_sent, "system_busy"};
  }
  return network_answer{network_outcome::unknown, "system_not_connected"};
}

void bus_carrier::record_result(const bus::errand_result& what) {
  bool ours = what.system == system_;
  bool counts = ours && room_.transact([&](db::tx& t) { return record_outcome(t, time_->now(), what.errand_id, answer_of(what), config_); });
  core::log::info("room=activation errand={} system={} counts={}", what.errand_id.text(), what.system, counts);
}

void bus_carrier::system_ready(std::string_view system) {
  if (system != system_) return;
  room_.transact([&](db::tx& t) { return hurry_errands(t, time_->now()); });
}

}  // namespace activation
