// The ports of web, answered from the store: who is behind a token, and the audit book. Wired by app.
#pragma once

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

class audit_for_web final : public web::audit_sink {
 public:
  explicit audit_for_web(db::access store_room) : room_{std::move(store_room)} {}
  void record(const web::audit_line& what) override;

 private:
  db::access room_;
};

}  // namespace store
