// Sessions and the audit book as web sees them.
#include "store/api/access_ports.hpp"

#include "store/api/rights_of_role.hpp"
#include "store/audit.hpp"
#include "store/session.hpp"

namespace store {
namespace {

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

void audit_for_web::record(const web::audit_line& what) {
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
}

}  // namespace store
