// Users, the rules of their passwords, and the first of them.
#include "store/user.hpp"

#include <algorithm>
#include <set>

#include "store/access_refusals.hpp"
#include "store/access_sql.hpp"
#include "store/secret.hpp"

namespace store {
namespace {

namespace sql = access_sql;

constexpr std::size_t password_least = 12;  // NIST SP 800-63B asks for 8; length is what helps
constexpr std::size_t password_most = 256;  // bytes, so that hashing stays bounded
constexpr std::chrono::hours setup_link_life{24};

// What is tried first among passwords long enough to be allowed.
constexpr std::string_view easy[] = {"password",  "passwort", "qwerty",   "qwertz",        "asdfgh",   "zxcvbn",
                                     "letmein",   "welcome",  "iloveyou", "administrator", "changeme", "123456789",
                                     "987654321", "1q2w3e4r", "qazwsx",   "abcdefgh",      "parol",    "haslo"};

bool readable(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return name.size() >= 2 && name.size() <= 64 && letters.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._@-") == std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::size_t letters_of(std::string_view text) {  // code points of UTF-8
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void strike_out(std::string& text, std::string_view word) {
  for (auto at = text.find(word); !word.empty() && at != std::string::npos; at = text.find(word, at))
    text.erase(at, word.size());
}

// Easy words, the user's name and at most five more characters are still easy; so are a few characters repeated.
bool is_easy(std::string password, const std::string& name) {
  if (std::set<char>(password.begin(), password.end()).size() < 5) return true;
  strike_out(password, name);
  for (auto word : easy) strike_out(password, word);
  return password.size() <= 5;
}

core::result<void> decide_new_user(const new_user& who) {
  if (!readable(who.name)) return user_name_unreadable;
  if (who.role == user_role::integrator)
    return who.password.empty() ? core::result<void>{} : integrator_has_no_password;
  return decide_password(who.password, who.name);
}

// Nobody saws off the branch they sit on: then there is always an admin left.
core::result<void> decide_change(core::user_id by, const user& whom, const user_changes& what) {
  bool new_role = what.role && *what.role != whom.role;
  if (by == whom.user_id && (new_role || what.disabled.value_or(false))) return not_on_oneself;
  if (new_role && (*what.role == user_role::integrator || whom.role == user_role::integrator))
    return role_change_not_permitted;
  if (!what.password) return {};
  if (whom.role == user_role::integrator) return integrator_has_no_password;
  return decide_password(*what.password, whom.name);
}

}  // namespace

core::result<void> decide_password(std::string_view password, std::string_view user_name) {
  if (password.size() > password_most) return password_too_long;
  if (letters_of(password) < password_least) return password_too_short;
  if (is_easy(lower(password), lower(user_name))) return password_too_easy;
  return {};
}

core::result<core::user_id> add_user(db::tx& t, core::instant now, const new_user& who) {
  auto fit = decide_new_user(who);
  if (!fit) return fit.error();
  auto hash = who.role == user_role::integrator ? std::string{} : hash_password(who.password);
  auto shown = who.display_name.empty() ? who.name : who.display_name;
  auto made = t.find<core::user_id>(sql::add_user, who.name, shown, who.role, hash, now);
  if (!made) return user_name_taken;
  return *made;
}

std::optional<user> find_user(db::tx& t, core::user_id id) { return t.find<user>(sql::find_user, id); }

std::optional<user> find_user_named(db::tx& t, std::string_view name) {
  return t.find<user>(sql::find_user_named, lower(name));
}

std::vector<user> users(db::tx& t, std::size_t offset, std::size_t limit) {
  return t.all<user>(sql::users, offset, limit);
}

std::size_t count_users(db::tx& t) { return t.get<std::size_t>(sql::count_users); }

core::result<user> change_user(db::tx& t, core::instant now, core::user_id by, core::user_id id,
                               const user_changes& what) {
  auto whom = t.find<user>(sql::lock_user, id);
  if (!whom) return user_unknown;
  auto permitted = decide_change(by, *whom, what);
  if (!permitted) return permitted.error();

  whom->display_name = what.display_name.value_or(whom->display_name);
  whom->role = what.role.value_or(whom->role);
  if (what.disabled && *what.disabled != whom->disabled_at.has_value())
    whom->disabled_at = *what.disabled ? std::optional{now} : std::nullopt;
  t.exec(sql::change_user, id, whom->display_name, whom->role, whom->disabled_at);
  if (what.password) t.exec(sql::record_password, id, hash_password(*what.password));
  if (what.password || whom->disabled_at) t.exec(sql::end_sessions_of, id, std::nullopt);
  if (whom->disabled_at) t.exec(sql::revoke_tokens_of, id, now);
  return *whom;
}

bool setup_needed(db::tx& t) { return !t.get<bool>(sql::any_user); }

std::optional<std::string> make_setup_token(db::tx& t, core::instant now) {
  if (!setup_needed(t)) return std::nullopt;
  auto token = make_token();
  t.exec(sql::record_setup_link, token_digest(token), now + setup_link_life);
  return token;
}

core::result<core::user_id> set_up(db::tx& t, core::instant now, std::string_view token, new_user who) {
  auto link = t.find<db::bytes>(sql::lock_setup_link, now);
  if (!setup_needed(t)) return setup_done;
  if (!link || link->data != token_digest(token).data) return setup_link_wrong;
  who.role = user_role::admin;
  auto made = add_user(t, now, who);
  if (made) t.exec(sql::drop_setup_link);
  return made;
}

}  // namespace store
