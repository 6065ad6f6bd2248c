// The people (and systems) who work with the program: name, role, password. What a role may do is
// api/rights_of_role.cpp.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/database.hpp"

namespace store {

enum class user_role { agent, supervisor, sales, marketer, billing, auditor, admin, integrator };
BOOST_DESCRIBE_ENUM(user_role, agent, supervisor, sales, marketer, billing, auditor, admin, integrator)

struct user {
  core::user_id user_id;
  std::string name;  // lower case: what they sign in with
  std::string display_name;
  user_role role;
  core::instant created_at;
  std::optional<core::instant> disabled_at;
};
BOOST_DESCRIBE_STRUCT(user, (), (user_id, name, display_name, role, created_at, disabled_at))

struct new_user {
  std::string name;
  std::string display_name;
  user_role role = user_role::agent;
  std::string password;  // an integrator has none: it gets tokens (session.hpp)
};

// Refused: user_name_unreadable, user_name_taken, password_too_short, password_too_long, password_too_easy,
// integrator_has_no_password.
core::result<core::user_id> add_user(db::tx& t, core::instant now, const new_user& who);

std::optional<user> find_user(db::tx& t, core::user_id id);
std::optional<user> find_user_named(db::tx& t, std::string_view name);
std::vector<user> users(db::tx& t, std::size_t offset, std::size_t limit);  // by name
std::size_t count_users(db::tx& t);

struct user_changes {
  std::optional<std::string> display_name;
  std::optional<user_role> role;
  std::optional<bool> disabled;
  std::optional<std::string> password;
};
// Disabling ends the user's sessions and tokens at once, a new password the sessions. Refused: user_unknown, a role
// change to or from integrator, and whatever would lock `by` out of their own account.
core::result<user> change_user(db::tx& t, core::instant now, core::user_id by, core::user_id id,
                               const user_changes& what);

// Whether a text may be a password at all; the pure rule. No composition rules: length, and not the obvious.
core::result<void> decide_password(std::string_view password, std::string_view user_name);

// --- The first user. There is no default password: whoever installed the program gets a link that works once.

bool setup_needed(db::tx& t);  // there is no user yet
// The link's token, valid for 24 hours; an earlier one stops working. Nothing when there is a user already.
std::optional<std::string> make_setup_token(db::tx& t, core::instant now);
// Makes the first user, an admin, and the link is spent. Refused: setup_done, setup_link_wrong, or as add_user.
core::result<core::user_id> set_up(db::tx& t, core::instant now, std::string_view token, new_user who);

}  // namespace store
