// No locale, no double, no allocation: a million rows are read by these.
#include "adapters/cdr_files/field_values.hpp"

#include <charconv>

#include "core/money.hpp"

namespace cdr_files {
namespace {

constexpr std::int64_t quantity_max = 1'000'000'000'000'000;  // a petabyte: more is no record

struct unit {
  std::string_view name;
  std::int64_t thousandths;  // of a second, a piece, a byte
};
constexpr unit units[] = {{"ms", 1},          {"s", 1'000},           {"min", 60'000},
                          {"h", 3'600'000},   {"count", 1'000},       {"B", 1'000},
                          {"kB", 1'000'000},  {"MB", 1'000'000'000},  {"GB", 1'000'000'000'000},
                          {"KiB", 1'024'000}, {"MiB", 1'048'576'000}, {"GiB", 1'073'741'824'000}};

// Takes up to `most` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  int value = 0;
  std::size_t length = 0;
  while (length < most && length < text.size() && text[length] >= '0' && text[length] <= '9')
    value = value * 10 + (text[length++] - '0');
  if (length == 0) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// A decimal number of units of so many thousandths, rounded up to a whole: 1.5 min is 90.
std::optional<std::int64_t> scaled_up(std::string_view text, std::int64_t thousandths) {
  core::int128 digits = 0, divisor = 1'000;
  std::size_t count = 0;
  bool fraction = false;
  for (char c : text) {
    if (c == '.' && !fraction && count > 0) {
      fraction = true;
      continue;
    }
    if (c < '0' || c > '9' || ++count > 18) return std::nullopt;
    digits = digits * 10 + (c - '0');
    if (fraction) divisor *= 10;
  }
  if (count == 0 || text.back() == '.') return std::nullopt;
  auto whole = (digits * thousandths + divisor - 1) / divisor;
  return whole > quantity_max ? std::nullopt : std::optional{static_cast<std::int64_t>(whole)};
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    auto digits = text.substr(0, text.find_first_not_of("0123456789."));
    text.remove_prefix(digits.size());
    auto name = text.substr(0, text.find_first_of("0123456789."));
    text.remove_prefix(name.size());
    std::int64_t size = name == "h"                    ? 3'600'000
                        : name == "m" || name == "min" ? 60'000
                        : name == "s" || name.empty()  ? 1'000
                        : name == "ms"                 ? 1
                                                       : 0;
    auto part = size == 0 ? std::nullopt : scaled_up(digits, size);
    if (!part || *part > quantity_max - sum) return std::nullopt;
    sum += *part;
  }
  return sum;
}

std::optional<std::int64_t> parse_clock(std::string_view text) {
  auto hours = take_number(text, 6);
  if (!hours || !take(text, ':')) return std::nullopt;
  auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59 || !take(text, ':')) return std::nullopt;
  auto seconds = take_number(text, 2);
  if (!seconds || *seconds > 59 || !text.empty()) return std::nullopt;
  return std::int64_t{*hours} * 3'600 + *minutes * 60 + *seconds;
}

std::optional<core::instant> parse_unix(std::string_view text, std::int64_t micros_each) {
  std::int64_t whole = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{} || whole < 0 || whole > 253'402'300'799'000 / (micros_each == 1'000'000 ? 1'000 : 1))
    return std::nullopt;  // year 9999
  std::int64_t micros = whole * micros_each;
  if (take(text, '.')) {
    if (text.empty()) return std::nullopt;
    for (std::int64_t place = micros_each / 10; !text.empty(); text.remove_prefix(1), place /= 10) {
      if (text.front() < '0' || text.front() > '9') return std::nullopt;
      micros += place * (text.front() - '0');
    }
  }
  if (!text.empty()) return std::nullopt;
  return core::instant::from_micros(micros);
}

struct civil_time {
  int year = -1, month = -1, day = -1, hour = 0, minute = 0, second = 0;
  std::int64_t fraction_micros = 0;
  std::optional<int> offset_minutes;
};

bool take_offset(std::string_view& text, civil_time& into) {
  if (take(text, 'Z')) return into.offset_minutes = 0, true;
  int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
  auto hours = take_number(text, 2);
  take(text, ':');
  auto minutes = take_number(text, 2);
  if (sign == 0 || !hours || !minutes || *hours > 18 || *minutes > 59) return false;
  into.offset_minutes = sign * (*hours * 60 + *minutes);
  return true;
}

void take_fraction(std::string_view& text, civil_time& into) {
  if (text.size() < 2 || text[0] != '.' || text[1] < '0' || text[1] > '9') return;
  text.remove_prefix(1);
  for (std::int64_t place = 100'000; !text.empty() && text.front() >= '0' && text.front() <= '9';
       text.remove_prefix(1), place /= 10)
    into.fraction_micros += place * (text.front() - '0');
}

bool take_part(char which, std::string_view& text, civil_time& into) {
  if (which == 'z') return take_offset(text, into);
  auto value = take_number(text, which == 'Y' ? 4 : 2);
  if (!value) return false;
  switch (which) {
    case 'Y':
      return into.year = *value, true;
    case 'm':
      return into.month = *value, true;
    case 'd':
      return into.day = *value, true;
    case 'H':
      return into.hour = *value, *value < 24;
    case 'M':
      return into.minute = *value, *value < 60;
    case 'S':
      into.second = *value;
      take_fraction(text, into);
      return *value < 61;  // a leap second is the next minute's first
  }
  return false;
}

std::optional<civil_time> parse_pattern(std::string_view text, std::string_view format) {
  civil_time out;
  for (; !format.empty(); format.remove_prefix(1)) {
    if (format.front() == '%' && format.size() > 1) {
      format.remove_prefix(1);
      if (!take_part(format.front(), text, out)) return std::nullopt;
    } else if (!take(text, format.front())) {
      return std::nullopt;
    }
  }
  return text.empty() ? std::optional{out} : std::nullopt;
}

}  // namespace

std::string complaint_about(const time_rule& rule) {
  std::string_view format = rule.format;
  if (format == "iso8601" || format == "unix_seconds" || format == "unix_millis") return {};
  std::string seen;
  for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    char which = at + 1 < format.size() ? format[at + 1] : ' ';
    if (std::string_view{"YmdHMSz"}.find(which) == std::string_view::npos)
      return "the pattern knows %Y %m %d %H %M %S %z only";
    seen += which;
  }
  for (char needed : {'Y', 'm', 'd', 'H', 'M'})
    if (seen.find(needed) == std::string::npos) return std::string{"the pattern lacks %"} + needed;
  if (seen.find('z') == std::string::npos && !rule.zone) return "a time without an offset needs a time zone";
  return {};
}

std::optional<core::instant> parse_time(std::string_view text, const time_rule& by) {
  if (by.format == "iso8601") return core::instant::parse(text);
  if (by.format == "unix_seconds") return parse_unix(text, 1'000'000);
  if (by.format == "unix_millis") return parse_unix(text, 1'000);
  auto civil = parse_pattern(text, by.format);
  if (!civil) return std::nullopt;
  core::civil_date day{std::chrono::year{civil->year}, std::chrono::month{static_cast<unsigned>(civil->month)},
                       std::chrono::day{static_cast<unsigned>(civil->day)}};
  if (!day.ok()) return std::nullopt;
  auto within = std::chrono::hours{civil->hour} + std::chrono::minutes{civil->minute} +
                std::chrono::seconds{civil->second} + std::chrono::microseconds{civil->fraction_micros};
  if (civil->offset_minutes)
    return core::instant{std::chrono::sys_days{day} + within - std::chrono::minutes{*civil->offset_minutes}};
  return by.zone->to_instant(core::local_time{std::chrono::local_days{day} + within});
}

bool is_quantity_unit(std::string_view name) {
  if (name == "duration" || name == "clock") return true;
  for (const auto& each : units)
    if (each.name == name) return true;
  return false;
}

std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view name) {
  if (name == "duration") return parse_duration(text);
  if (name == "clock") return parse_clock(text);
  for (const auto& each : units)
    if (each.name == name) return scaled_up(text, each.thousandths);
  return std::nullopt;
}

}  // namespace cdr_files
