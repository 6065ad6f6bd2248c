// A point in time in UTC with microseconds, which is what a timestamptz keeps; and half-open periods.
// Time is passed in: only app/ owns the real clock, and a verb receives `instant now`.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

using duration = std::chrono::microseconds;

class instant {
 public:
  constexpr instant() = default;  // the epoch
  constexpr explicit instant(std::chrono::sys_time<duration> at) : at_{at} {}
  static constexpr instant from_micros(std::int64_t micros) { return instant{std::chrono::sys_time<duration>{duration{micros}}}; }
  static constexpr instant from_seconds(std::int64_t seconds) { return from_micros(seconds * 1'000'000); }

  // ISO 8601 with an offset (`2026-03-01T10:00:00Z`, `...+03:00`) or as PostgreSQL writes it in UTC
  // (`2026-03-01 10:00:00.5+00`). Without an offset: refused, a local time is not an instant.
  static std::optional<instant> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t micros() const { return at_.time_since_epoch().count(); }
  [[nodiscard]] constexpr std::chrono::sys_time<duration> time() const { return at_; }
  [[nodiscard]] std::string text() const;  // 2026-03-01T10:00:00.000000Z, shortest: no fraction when it is zero

  friend constexpr auto operator<=>(instant, instant) = default;
  friend constexpr instant operator+(instant a, duration d) { return instant{a.at_ + d}; }
  friend constexpr instant operator-(instant a, duration d) { return instant{a.at_ - d}; }
  friend constexpr duration operator-(instant a, instant b) { return a.at_ - b.at_; }

 private:
  std::chrono::sys_time<duration> at_{};
};

// Half-open [from, to); without an end it is still open.
struct period {
  instant from;
  std::optional<instant> to;
  [[nodiscard]] constexpr bool contains(instant at) const { return from <= at && (!to || at < *to); }
  friend bool operator==(const period&, const period&) = default;
};

// Who knows what time it is. app/ gives the real one, a test one that it moves by hand.
class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual instant now() const = 0;
};

class system_clock final : public clock {
 public:
  [[nodiscard]] instant now() const override;
};

}  // namespace core
