// A session source and an audit book kept in memory, for tests of the HTTP kit without a database.
#pragma once

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "web/audit_sink.hpp"
#include "web/session_source.hpp"

namespace tests {

class known_callers final : public web::session_source {
 public:
  void sign_in(const std::string& token, web::caller who) {
    std::lock_guard hold{lock_};
    by_token_[token] = std::move(who);
  }
  void sign_out(const std::string& token) {
    std::lock_guard hold{lock_};
    by_token_.erase(token);
  }
  std::optional<web::caller> by_session(std::string_view token, core::instant, bool) override { return find(token); }
  std::optional<web::caller> by_bearer(std::string_view token, core::instant) override { return find(token); }

 private:
  std::optional<web::caller> find(std::string_view token) {
    std::lock_guard hold{lock_};
    auto it = by_token_.find(std::string{token});
    if (it == by_token_.end()) return std::nullopt;
    return it->second;
  }
  std::mutex lock_;
  std::map<std::string, web::caller> by_token_;
};

class audit_book final : public web::audit_sink {
 public:
  void record(const web::audit_line& what) override {
    if (broken) throw std::runtime_error{"the disk is full"};
    std::lock_guard hold{lock_};
    lines.push_back(what);
  }
  std::vector<web::audit_line> lines;
  bool broken = false;

 private:
  std::mutex lock_;
};

inline web::caller agent(std::vector<web::right> rights) {
  return {core::user_id{7}, "anna", "agent", std::move(rights), "Anna"};
}

}  // namespace tests
