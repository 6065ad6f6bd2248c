// Calls, messages and data of the demo.
#include "app/demo/usage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace app::demo {
namespace {

// Most call mobiles of the country, some a landline, a few abroad.
std::string somebody(dice& d) {
  auto what = d.below(100);
  if (what < 70) return fmt::format("79{:02}{:07}", d.below(100), d.below(10'000'000));
  if (what < 88) return fmt::format("7495{:07}", d.below(10'000'000));
  if (what < 94) return fmt::format("4860{:07}", d.below(10'000'000));
  if (what < 98) return fmt::format("4917{:08}", d.below(100'000'000));
  return fmt::format("4477{:08}", d.below(100'000'000));
}

// People call by day: two draws, the one nearer to 15 o'clock.
core::instant waking_hour(dice& d, core::instant midnight) {
  auto one = static_cast<std::int64_t>(d.below(86'400)), other = static_cast<std::int64_t>(d.below(86'400));
  auto nearer = std::abs(one - 54'000) < std::abs(other - 54'000) ? one : other;
  return midnight + std::chrono::seconds{nearer};
}

// `per_week` things a week: how many today.
unsigned today(dice& d, unsigned per_week) {
  unsigned count = per_week / 7;
  return count + (d.below(7) < per_week % 7 ? 1 : 0);
}

}  // namespace

std::vector<bus::usage_record> views(const std::vector<usage_note>& notes) {
  std::vector<bus::usage_record> out;
  out.reserve(notes.size());
  for (const auto& each : notes) {
    bus::usage_record it;
    it.record_key = each.key;
    it.service = each.service;
    it.subscriber = each.subscriber;
    it.subscriber_kind = each.kind;
    it.other_party = each.other_party;
    it.start = each.start;
    it.quantity = each.quantity;
    it.direction = bus::usage_direction::originated;
    out.push_back(it);
  }
  return out;
}

usage_note some_call(dice& d, const std::string& number, core::instant at, std::string key) {
  auto seconds = static_cast<std::int64_t>(d.chance(120) ? 0 : 5 + d.below(d.chance(200) ? 1800 : 240));  // one in eight is not answered
  return {std::move(key), number, somebody(d), bus::usage_service::voice, bus::usage_subscriber_kind::msisdn, at, seconds};
}

usage_note some_message(dice& d, const std::string& number, core::instant at, std::string key) {
  return {std::move(key), number, somebody(d), bus::usage_service::sms, bus::usage_subscriber_kind::msisdn, at, 1};
}

usage_note some_data(dice& d, const std::string& subscriber, bool fixed, unsigned megabytes, core::instant at, std::string key) {
  auto bytes = static_cast<std::int64_t>(megabytes) * 1'048'576 * static_cast<std::int64_t>(50 + d.below(100)) / 100;
  return {std::move(key), subscriber, "internet", bus::usage_service::data, fixed ? bus::usage_subscriber_kind::login : bus::usage_subscriber_kind::msisdn, at, bytes};
}

void add_day(std::vector<usage_note>& to, const line& who, std::size_t number_of_line, const std::string& subscriber, core::instant midnight, core::instant now) {
  dice d{number_of_line * 1'000'003 + static_cast<std::uint64_t>(midnight.micros() / 86'400'000'000)};
  auto until = std::min(who.terminated_at.value_or(now), now);
  unsigned turn = 0;
  auto add = [&](auto make) {
    auto at = waking_hour(d, midnight);
    auto note = make(at, fmt::format("{}-{}-{}", number_of_line, midnight.micros() / 86'400'000'000, turn++));
    if (at > who.activated_at && at < until) to.push_back(std::move(note));
  };
  for (auto count = today(d, who.calls_per_week); count > 0; --count) add([&](core::instant at, std::string key) { return some_call(d, subscriber, at, std::move(key)); });
  for (auto count = today(d, who.messages_per_week); count > 0; --count) add([&](core::instant at, std::string key) { return some_message(d, subscriber, at, std::move(key)); });
  if (who.megabytes_per_day > 0)
    add([&](core::instant at, std::string key) { return some_data(d, subscriber, who.bought == offer::fixed_internet, who.megabytes_per_day, at, std::move(key)); });
}

}  // namespace app::demo
