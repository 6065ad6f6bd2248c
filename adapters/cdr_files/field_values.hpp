// Times and quantities as network elements write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"
#include "core/zone.hpp"

namespace cdr_files {

// `iso8601` (with its offset), `unix_seconds`, `unix_millis`, or a pattern of %Y %m %d %H %M %S %z and other
// characters. Numbers may be shorter than usual (`2026/3/1 9:05`), seconds may have a fraction. Without %z a zone is
// needed; a wall clock time that comes twice in autumn is taken for the first.
struct time_rule {
  std::string format = "iso8601";
  std::optional<core::zone> zone;
};
// Nothing wrong with the rule: empty. Else what.
std::string complaint_about(const time_rule& rule);
std::optional<core::instant> parse_time(std::string_view text, const time_rule& by);

// s, ms, min, h; `duration` (`1h2m3s`, `10s`, a bare number is seconds); `clock` (`00:01:02`); count;
// B, kB, MB, GB, KiB, MiB, GiB. What is no whole unit of the service is rounded up.
bool is_quantity_unit(std::string_view unit);
std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view unit);

}  // namespace cdr_files
