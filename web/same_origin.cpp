// Sec-Fetch-Site and Origin against Host.
#include "web/same_origin.hpp"

#include <string_view>

namespace web {
namespace {

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// `https://crm.example:443` -> `crm.example`; an origin that is no http origin, such as `null`, gives nothing.
std::string host_of_origin(std::string_view origin) {
  auto text = lower(origin);
  auto strip = [&text](std::string_view scheme, std::string_view port) -> std::string {
    auto host = text.substr(scheme.size());
    if (host.ends_with(port)) host.resize(host.size() - port.size());
    return host;
  };
  if (text.starts_with("https://")) return strip("https://", ":443");
  if (text.starts_with("http://")) return strip("http://", ":80");
  return {};
}

std::string plain_host(std::string_view host) {
  auto text = lower(host);
  for (std::string_view port : {":443", ":80"})
    if (text.ends_with(port)) text.resize(text.size() - port.size());
  return text;
}

}  // namespace

bool asked_from_here(const request& in, bool with_cookie) {
  if (!in.fetch_site.empty() && in.fetch_site != "same-origin") return false;
  if (!in.origin.empty()) {
    auto from = host_of_origin(in.origin);
    if (from.empty() || from != plain_host(in.host)) return false;
  }
  return !with_cookie || !in.fetch_site.empty() || !in.origin.empty();
}

}  // namespace web
