// Zones by Howard Hinnant's date library, from which std::chrono's own were made (g++ 12 has none).
#include "core/zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace core {
namespace {

const date::time_zone& of(const void* it) { return *static_cast<const date::time_zone*>(it); }

date::sys_time<duration> to_date(instant at) { return date::sys_time<duration>{duration{at.micros()}}; }
instant from_date(date::sys_time<duration> at) { return instant::from_micros(at.time_since_epoch().count()); }
instant from_date_seconds(date::sys_seconds at) {
  // The table's first and last spans reach to the ends of int64 seconds; keep them inside microseconds.
  constexpr std::int64_t reach = 8'000'000'000'000;
  return instant::from_seconds(std::clamp<std::int64_t>(at.time_since_epoch().count(), -reach, reach));
}

}  // namespace

std::optional<zone> zone::find(std::string_view name) {
  try {
    return zone{date::locate_zone(std::string{name})};
  } catch (const std::runtime_error&) {  // the library's only way to say "no such zone"
    return std::nullopt;
  }
}

const zone& zone::utc() {
  static const zone it = *find("Etc/UTC");
  return it;
}

std::string_view zone::name() const { return of(it_).name(); }

local_time zone::to_local(instant at) const {
  return local_time{of(it_).to_local(to_date(at)).time_since_epoch()};
}

instant zone::to_instant(local_time at) const {
  return from_date(of(it_).to_sys(date::local_time<duration>{at.time_since_epoch()}, date::choose::earliest));
}

civil_date zone::date_of(instant at) const {
  return civil_date{std::chrono::floor<std::chrono::days>(to_local(at))};
}

instant zone::start_of(civil_date day) const { return to_instant(std::chrono::local_days{day}); }

zone::offset_span zone::offset_at(instant at) const {
  auto info = of(it_).get_info(to_date(at));
  return {info.offset, from_date_seconds(info.begin), from_date_seconds(info.end)};
}

std::optional<civil_date> parse_date(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  auto midnight = instant::parse(std::string{text} + "T00:00Z");
  if (!midnight) return std::nullopt;
  return zone::utc().date_of(*midnight);
}

std::string date_text(civil_date day) {
  return fmt::format("{:04}-{:02}-{:02}", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}

}  // namespace core
