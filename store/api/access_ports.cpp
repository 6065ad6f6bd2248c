// Sessions and the audit book as web sees them.
#include "store/api/access_ports.hpp"

#include "store/api/rights_of_role.hpp"
#include "store/audit.hpp"
#include "store/session.hpp"

namespace store {
namespace {

constexpr std::size_t looks_max = 100'000;  // a large desk's quarter of an hour

std::optional<web::caller> as_caller(const std::optional<user>& who) {
  if (!who) return std::nullopt;
  return caller_of(*who);
}

}  // namespace

std::optional<web::caller> sessions_for_web::by_session(std::string_view token, core::instant now, bool at_work) {
  return as_caller(session_user(room_, now, token, at_work));
}

std::optional<web::caller> sessions_for_web::by_bearer(std::string_view token, core::instant now) {
  return as_caller(room_.read([&](db::tx& t) { return token_user(t, now, token); }));
}

bool audit_for_web::is_written(const look& what, core::instant at) {
  std::lock_guard hold{guard_};
  auto it = looks_.find(what);
  return it != looks_.end() && at >= it->second && at - it->second < one_look;
}

void audit_for_web::was_written(look what, core::instant at) {
  std::lock_guard hold{guard_};
  if (looks_.size() >= looks_max) std::erase_if(looks_, [at](const auto& each) { return at - each.second >= one_look; });
  if (looks_.size() < looks_max) looks_.insert_or_assign(std::move(what), at);  // one too many is written each time
}

void audit_for_web::record(const web::audit_line& what) {
  bool is_look = what.status == 200 && !what.by.empty() && !what.about.empty() && what.action.starts_with("view_");
  look this_one{what.by, what.about, what.action + " " + what.subject, what.client_address};
  if (is_look && is_written(this_one, what.at)) return;
  audit_entry entry{.at = what.at,
                    .user_id = what.by,
                    .user_name = what.by_name,
                    .action = what.action,
                    .customer_id = what.about,
                    .subject = what.subject,
                    .status = what.status,
                    .outcome = what.outcome,
                    .request_id = what.request_id,
                    .client_address = what.client_address};
  room_.transact([&](db::tx& t) { record_audit(t, entry); });
  if (is_look) was_written(std::move(this_one), what.at);
}

}  // namespace store
