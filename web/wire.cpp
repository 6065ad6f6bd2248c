// Targets decoded, headers picked out; nothing here waits for a socket.
#include "web/wire.hpp"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <ctime>
#include <stdexcept>

namespace web {
namespace {

namespace http = boost::beast::http;

std::string header(const beast_request& from, std::string_view name) { return std::string{from[name]}; }

bool has_control(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  return false;
}

// Segments and parameters are decoded one by one; an encoded slash would move the walls between them, and a parameter
// that stands there twice would be read differently by two readers.
bool read_target(std::string_view target, request& into) {
  auto parsed = boost::urls::parse_origin_form({target.data(), target.size()});
  if (!parsed) return false;
  for (const auto& segment : parsed->segments()) {
    if (segment.find('/') != std::string::npos || has_control(segment) || segment == "..") return false;
    into.path += '/';
    into.path += segment;
  }
  if (into.path.empty()) into.path += '/';
  for (const auto& param : parsed->params()) {
    if (has_control(param.key) || has_control(param.value)) return false;
    if (!into.query.emplace(param.key, param.value).second) return false;
  }
  return true;
}

std::optional<verb> verb_of(http::verb method) {
  static constexpr std::pair<http::verb, verb> known[] = {
      {http::verb::get, verb::get},     {http::verb::head, verb::get}, {http::verb::post, verb::post},
      {http::verb::patch, verb::patch}, {http::verb::put, verb::put},  {http::verb::delete_, verb::del}};
  for (auto [theirs, ours] : known)
    if (theirs == method) return ours;
  return std::nullopt;
}

std::string client_of(const beast_request& from, const std::string& peer, bool peer_is_proxy) {
  auto forwarded = header(from, "X-Forwarded-For");
  if (!peer_is_proxy || forwarded.empty()) return peer;
  auto last = forwarded.substr(forwarded.rfind(',') + 1);  // what our own proxy saw; the rest is hearsay
  last.erase(0, last.find_first_not_of(' '));
  return last.empty() || has_control(last) || last.size() > 45 ? peer : last;
}

std::string http_date() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

read_request to_request(beast_request&& from, const std::string& peer, bool peer_is_proxy, core::instant now) {
  read_request out;
  auto method = verb_of(from.method());
  out.head = from.method() == http::verb::head;
  out.known_method = method.has_value();
  auto& it = out.it;
  it.method = method.value_or(verb::get);
  out.well_formed = read_target({from.target().data(), from.target().size()}, it) && from.count("Host") <= 1;
  it.content_type = header(from, "Content-Type");
  it.idempotency_key = header(from, "Idempotency-Key");
  it.request_id = header(from, "X-Request-Id");
  it.cookie = header(from, "Cookie");
  it.authorization = header(from, "Authorization");
  it.accept_encoding = header(from, "Accept-Encoding");
  it.host = header(from, "Host");
  it.origin = header(from, "Origin");
  it.fetch_site = header(from, "Sec-Fetch-Site");
  it.client_address = client_of(from, peer, peer_is_proxy);
  it.now = now;
  it.body = std::move(from.body());
  return out;
}

std::string header_text(const response& from, std::optional<std::size_t> bytes, bool keep_alive) {
  auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(from.status)));
  auto out = fmt::format("HTTP/1.1 {} {}\r\n", from.status, std::string_view{reason.data(), reason.size()});
  auto line = [&out](std::string_view name, std::string_view value) {
    if (has_control(value))
      throw std::logic_error{"a line break in the header " + std::string{name}};  // it would end the header
    out += fmt::format("{}: {}\r\n", name, value);
  };
  bool has_body = from.status != 204;
  line("Date", http_date());
  if (has_body) line("Content-Type", from.content_type);
  for (const auto& [name, value] : from.headers) line(name, value);
  if (bytes && has_body) line("Content-Length", std::to_string(*bytes));
  if (!keep_alive) line("Connection", "close");
  return out + "\r\n";
}

}  // namespace web
