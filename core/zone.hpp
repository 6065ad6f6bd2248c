// Civil time: the customer's own zone bills. Zones come from the system's tz database, which Debian keeps current.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace core {

using civil_date = std::chrono::year_month_day;

// Local wall-clock time as microseconds since the local 1970-01-01T00:00: for calendars and time bands only.
using local_time = std::chrono::local_time<duration>;

class zone {
 public:
  // An IANA name such as `Europe/Warsaw`; nothing when the system has no such zone.
  static std::optional<zone> find(std::string_view name);
  static const zone& utc();

  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] local_time to_local(instant at) const;
  // The instant of a wall-clock time. Skipped in spring: the instant the clocks jumped; doubled in autumn: the first.
  [[nodiscard]] instant to_instant(local_time at) const;
  [[nodiscard]] civil_date date_of(instant at) const;
  [[nodiscard]] instant start_of(civil_date day) const;  // local midnight, or the first instant of that day
  // The UTC offset that holds at `at`, and the instant from which another one holds: lets a caller cache.
  struct offset_span {
    duration offset;
    instant from, to;
  };
  [[nodiscard]] offset_span offset_at(instant at) const;

 private:
  explicit zone(const void* it) : it_{it} {}
  const void* it_;  // a date::time_zone, which lives as long as the program
};

// `2026-03-01`; nothing when it is not a date.
std::optional<civil_date> parse_date(std::string_view text);
std::string date_text(civil_date day);

}  // namespace core
