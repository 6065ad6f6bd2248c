// Reading and writing of the session cookie.
#include "web/session_cookie.hpp"

#include <fmt/format.h>

namespace web {
namespace {

constexpr std::string_view attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::pair<std::string, std::string> session_cookie(std::string_view token) {
  return {"Set-Cookie", fmt::format("{}={}; {}", session_cookie_name, token, attributes)};
}

std::pair<std::string, std::string> ended_session_cookie() {
  return {"Set-Cookie", fmt::format("{}=; {}; Max-Age=0", session_cookie_name, attributes)};
}

std::string session_token(const request& in) {
  std::string_view rest = in.cookie;
  while (!rest.empty()) {
    auto each = trim(rest.substr(0, rest.find(';')));
    auto equals = each.find('=');
    if (equals != std::string_view::npos && each.substr(0, equals) == session_cookie_name)
      return std::string{each.substr(equals + 1)};
    auto end = rest.find(';');
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

std::string bearer_token(const request& in) {
  constexpr std::string_view scheme = "Bearer ";
  std::string_view said = in.authorization;
  if (said.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i)  // the scheme's case does not matter (RFC 9110 11.1)
    if ((said[i] | 0x20) != (scheme[i] | 0x20)) return {};
  return std::string{trim(said.substr(scheme.size()))};
}

}  // namespace web
