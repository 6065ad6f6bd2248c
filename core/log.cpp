// spdlog to standard error; masking happens here so that no caller can forget it.
#include "core/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "core/identity.hpp"
#include "core/uuid.hpp"

namespace core::log {
namespace {

spdlog::logger& out() {
  static auto it = [] {
    auto made = spdlog::stderr_color_mt("abonent");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *it;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '+' || c == '-'; }

// user@host -> u****@host
void mask_mail(std::string& text) {
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    auto start = at;
    while (start > 0 && in_word(text[start - 1])) --start;
    if (at - start < 2 || at + 1 >= text.size() || !in_word(text[at + 1])) continue;
    text.replace(start + 1, at - start - 1, "****");
    at = text.find('@', start);
  }
}

// A database's complaint has lines; one line of the log is one thing that happened, and nobody writes a second into it.
void keep_to_one_line(std::string& text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text)
    if (c >= 0 && c < ' ') c = ' ';
}

}  // namespace

std::string masked(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (uuid::parse(text.substr(i, 36))) {  // an id of ours names nobody, even where it is all digits
      result += text.substr(i, 36);
      i += 36;
      continue;
    }
    auto end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - i >= 9) {
      result += mask(text.substr(i, end - i));
      i = end;
    } else if (end > i) {
      result += text.substr(i, end - i);
      i = end;
    } else {
      result += text[i++];
    }
  }
  mask_mail(result);
  keep_to_one_line(result);
  return result;
}

void set_level(level least) {
  switch (least) {
    case level::debug: out().set_level(spdlog::level::debug); break;
    case level::info: out().set_level(spdlog::level::info); break;
    case level::warn: out().set_level(spdlog::level::warn); break;
    case level::error: out().set_level(spdlog::level::err); break;
  }
}

void write(level at, std::string_view message) {
  auto text = masked(message);
  switch (at) {
    case level::debug: out().debug("{}", text); break;
    case level::info: out().info("{}", text); break;
    case level::warn: out().warn("{}", text); break;
    case level::error: out().error("{}", text); break;
  }
}

}  // namespace core::log
