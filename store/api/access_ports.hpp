// The ports of web, answered from the store: who is behind a token, and the audit book. Wired by app.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "db/database.hpp"
#include "web/audit_sink.hpp"
#include "web/session_source.hpp"

namespace store {

class sessions_for_web final : public web::session_source {
 public:
  explicit sessions_for_web(db::access store_room) : room_{std::move(store_room)} {}
  std::optional<web::caller> by_session(std::string_view token, core::instant now, bool at_work) override;
  std::optional<web::caller> by_bearer(std::string_view token, core::instant now) override;

 private:
  db::access room_;
};

// A page that stays open asks again whenever something changes, and that is one look: who sees the same customer again
// within `one_look` of the line that says so, from the same address, leaves no second line. Only granted views
// (`view_...`) are joined like this; what changes anything, searches or is refused is written down each time. Kept in
// memory: another process, or this one started anew, writes its own line.
class audit_for_web final : public web::audit_sink {
 public:
  static constexpr std::chrono::minutes one_look{15};
  explicit audit_for_web(db::access store_room) : room_{std::move(store_room)} {}
  void record(const web::audit_line& what) override;

 private:
  using look = std::tuple<core::user_id, core::customer_id, std::string, std::string>;  // who, whom, how, from where
  bool is_written(const look& what, core::instant at);
  void was_written(look what, core::instant at);

  db::access room_;
  std::mutex guard_;
  std::map<look, core::instant> looks_;  // when the line of each was written
};

}  // namespace store
