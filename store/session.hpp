// Signing in, being signed in, and the tokens of integrators.
#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/uuid.hpp"
#include "store/user.hpp"

namespace store {

inline constexpr std::chrono::minutes session_idle_max{60};
inline constexpr std::chrono::hours session_life_max{12};
inline constexpr int sign_in_failures_max = 10;  // evaluated in sign_in_window
inline constexpr std::chrono::minutes sign_in_window{15};
inline constexpr std::chrono::days known_address_days{30};

struct signed_in {
  std::string token;  // 256 bits, for the cookie; only its digest is kept
  store::user user;
};

// Refused with sign_in_wrong (name or password: it does not say which) and too_many_attempts: after ten wrong ones in
// 15 minutes no more are evaluated for that account, except from addresses it has signed in from in the last 30 days,
// each of which has its own ten; so a stranger cannot lock somebody out of their own desk.
// Takes the room and not a transaction: an attempt is counted even when it is refused, and the hash is slow.
core::result<signed_in> sign_in(db::access room, core::instant now, std::string_view name, std::string_view password,
                                std::string_view client_address);
// For who has just proved otherwise who they are: the first user.
signed_in open_session(db::tx& t, core::instant now, core::user_id who, std::string_view client_address);

// Nothing when unknown, idle for an hour, older than twelve, or its user is disabled. `at_work` moves its idle time on.
std::optional<user> session_user(db::access room, core::instant now, std::string_view token, bool at_work);
void end_session(db::tx& t, std::string_view token);
// Their own password: the old one proves it is them. Ends their other sessions.
core::result<void> change_own_password(db::access room, core::instant now, core::user_id who,
                                       std::string_view old_password, std::string_view new_password,
                                       std::string_view token_to_keep, std::string_view client_address);

struct access_token {
  core::uuid token_id;
  core::user_id user_id;
  std::string label;
  core::instant created_at, expires_at;
  std::optional<core::instant> revoked_at;
};
BOOST_DESCRIBE_STRUCT(access_token, (), (token_id, user_id, label, created_at, expires_at, revoked_at))

// For integrators only (token_for_integrators); its text is shown once and never again. At most two years.
core::result<std::string> make_access_token(db::tx& t, core::instant now, core::user_id of, const core::uuid& token_id,
                                            const std::string& label, std::chrono::days life);
std::vector<access_token> access_tokens_of(db::tx& t, core::user_id of);
core::result<void> revoke_access_token(db::tx& t, core::instant now, core::user_id of, const core::uuid& token_id);
std::optional<user> token_user(db::tx& t, core::instant now, std::string_view token);

// Sessions that have run out, and attempts older than anything looks back for. Once an hour is enough.
void forget_old_sign_ins(db::tx& t, core::instant now);

}  // namespace store
