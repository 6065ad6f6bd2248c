// One line per unit of work: key=value. Rooms do not log inside verbs; the edges (HTTP session, worker loop, main) do.
// Every value is masked as it passes: a run of nine or more digits, or an e-mail address, never reaches the log whole.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace core::log {

enum class level { debug, info, warn, error };  // error: a person must act; warn: we recovered; info: one per unit of work

void set_level(level least);
void write(level at, std::string_view message);
std::string masked(std::string_view text);  // what write() does to its message

template <class... Args>
void debug(fmt::format_string<Args...> text, Args&&... args) { write(level::debug, fmt::format(text, std::forward<Args>(args)...)); }
template <class... Args>
void info(fmt::format_string<Args...> text, Args&&... args) { write(level::info, fmt::format(text, std::forward<Args>(args)...)); }
template <class... Args>
void warn(fmt::format_string<Args...> text, Args&&... args) { write(level::warn, fmt::format(text, std::forward<Args>(args)...)); }
template <class... Args>
void error(fmt::format_string<Args...> text, Args&&... args) { write(level::error, fmt::format(text, std::forward<Args>(args)...)); }

}  // namespace core::log
