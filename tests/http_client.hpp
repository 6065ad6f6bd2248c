// A small HTTP client for tests: one connection, kept open; it remembers the session cookie as a browser does.
// Beast stays in http_client.cpp: link `abonent_http_client`.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct http_answer {
  int status = 0;
  std::string body;
  std::multimap<std::string, std::string> headers;                             // names in lower case
  [[nodiscard]] std::string header(const std::string& lower_case_name) const;  // the first, or nothing
};

class http_client {
 public:
  using header_list = std::vector<std::pair<std::string, std::string>>;

  explicit http_client(std::uint16_t port, std::string host = "127.0.0.1");
  ~http_client();
  http_client(http_client&&) noexcept;

  // Throws std::runtime_error when the connection breaks off. A write carries `Sec-Fetch-Site: same-origin`, as a page
  // of ours would, unless `headers` says otherwise (an empty value leaves a header out).
  http_answer ask(std::string_view method, const std::string& target, const std::string& body = {},
                  const header_list& headers = {});
  http_answer get(const std::string& target, const header_list& headers = {}) {
    return ask("GET", target, {}, headers);
  }
  http_answer post(const std::string& target, const std::string& body, const header_list& headers = {}) {
    return ask("POST", target, body, headers);
  }
  http_answer del(const std::string& target) { return ask("DELETE", target); }

  // Signs in and keeps the cookie for what follows.
  http_answer sign_in(const std::string& name, const std::string& password);
  void use_bearer(std::string token) { bearer_ = std::move(token); }
  [[nodiscard]] const std::string& cookie() const { return cookie_; }  // `__Host-abonent=...`; empty: none

  // For bad manners and event streams: bytes as they are. read_some answers what comes within `patience`; empty:
  // nothing came, or the other side has closed().
  void send_raw(std::string_view bytes);
  std::string read_some(std::chrono::milliseconds patience);
  // Reads until `what` has been seen or `patience` is over; answers all that was read.
  std::string read_until(std::string_view what, std::chrono::milliseconds patience);
  [[nodiscard]] bool closed() const;  // the other side has ended it

 private:
  struct line;
  std::unique_ptr<line> line_;
  std::uint16_t port_;
  std::string host_, cookie_, bearer_;
};

}  // namespace tests
