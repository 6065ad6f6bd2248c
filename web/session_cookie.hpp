// The session cookie and the bearer token: how a person's browser and an integrator's program say who they are.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "web/http.hpp"

namespace web {

// `__Host-`: the browser takes it only with Secure, Path=/ and no Domain, so no neighbouring host can plant one.
inline constexpr std::string_view session_cookie_name = "__Host-abonent";

std::pair<std::string, std::string> session_cookie(
    std::string_view token);  // a Set-Cookie header; ends with the browser
std::pair<std::string, std::string> ended_session_cookie();

std::string session_token(const request& in);  // empty: none
std::string bearer_token(const request& in);   // empty: none

}  // namespace web
