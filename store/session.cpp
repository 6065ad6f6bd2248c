// Sessions and tokens, and the guard against guessing.
#include "store/session.hpp"

#include <algorithm>

#include "core/metrics.hpp"
#include "store/access_refusals.hpp"
#include "store/access_sql.hpp"
#include "store/secret.hpp"

namespace store {
namespace {

namespace sql = access_sql;

constexpr std::chrono::minutes touch_every{1};

void count_sign_in(std::string_view outcome) {
  core::count("abonent_store_sign_ins_total", "Attempts to sign in, by outcome.", {{"outcome", std::string{outcome}}});
}

std::string account_of(std::string_view name) {
  std::string plain{name.substr(0, 256)};
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return plain;
}

struct candidate {
  core::uuid attempt;
  std::optional<user> who;
  std::string hash;  // empty: nobody can sign in under this name
};

// Counts the attempt before the password is looked at, and commits the count: a hundred guesses at once, or a refusal,
// do not pass uncounted.
core::result<candidate> begin_attempt(db::tx& t, core::instant now, const std::string& name,
                                      std::string_view client_address) {
  auto account = token_digest(name);
  t.exec(sql::lock_account, account);
  auto failed =
      t.get<int>(sql::failed_attempts, account, client_address, now - sign_in_window, now - known_address_days);
  if (failed >= sign_in_failures_max) return too_many_attempts;
  candidate out{core::uuid::make(now), find_user_named(t, name), {}};
  t.exec(sql::record_attempt, out.attempt, account, client_address, now);
  if (out.who && !out.who->disabled_at) out.hash = t.get<std::string>(sql::password_hash, out.who->user_id);
  return out;
}

// Whether this is whoever has that name; counted, and as slow for a wrong name as for a wrong password.
core::result<core::user_id> prove(db::access room, core::instant now, std::string_view name, std::string_view password,
                                  std::string_view client_address) {
  auto account = account_of(name);
  auto tried = room.transact([&](db::tx& t) { return begin_attempt(t, now, account, client_address); });
  if (!tried) {
    count_sign_in("held_back");
    return tried.error();
  }
  bool fits = password_fits(password, tried->hash.empty() ? nobodys_hash() : tried->hash) && !tried->hash.empty();
  if (!fits) {
    count_sign_in("wrong");
    return sign_in_wrong;
  }
  auto who = tried->who->user_id;
  auto renewed = is_outdated(tried->hash) ? hash_password(password) : std::string{};
  room.transact([&](db::tx& t) {
    t.exec(sql::attempt_succeeded, tried->attempt);
    if (!renewed.empty()) t.exec(sql::record_password, who, renewed);
  });
  count_sign_in("ok");
  return who;
}

struct open_one {
  core::user_id user_id;
  std::string name, display_name;
  user_role role;
  core::instant created_at;
  std::optional<core::instant> disabled_at;
  core::instant last_seen_at;
};
BOOST_DESCRIBE_STRUCT(open_one, (), (user_id, name, display_name, role, created_at, disabled_at, last_seen_at))

}  // namespace

core::result<signed_in> sign_in(db::access room, core::instant now, std::string_view name, std::string_view password,
                                std::string_view client_address) {
  auto who = prove(room, now, name, password, client_address);
  if (!who) return who.error();
  return room.transact([&](db::tx& t) { return open_session(t, now, *who, client_address); });
}

signed_in open_session(db::tx& t, core::instant now, core::user_id who, std::string_view client_address) {
  auto token = make_token();
  t.exec(sql::open_session, token_digest(token), who, now, now + session_life_max, client_address);
  return {std::move(token), t.get<user>(sql::find_user, who)};
}

std::optional<user> session_user(db::access room, core::instant now, std::string_view token, bool at_work) {
  auto digest = token_digest(token);
  auto it =
      room.read([&](db::tx& t) { return t.find<open_one>(sql::session_user, digest, now, now - session_idle_max); });
  if (!it) return std::nullopt;
  if (at_work && now - it->last_seen_at >= touch_every)
    room.transact([&](db::tx& t) { t.exec(sql::touch_session, digest, now); });
  return user{it->user_id, it->name, it->display_name, it->role, it->created_at, it->disabled_at};
}

void end_session(db::tx& t, std::string_view token) { t.exec(sql::end_session, token_digest(token)); }

core::result<void> change_own_password(db::access room, core::instant now, core::user_id who,
                                       std::string_view old_password, std::string_view new_password,
                                       std::string_view token_to_keep, std::string_view client_address) {
  auto whom = room.read([&](db::tx& t) { return find_user(t, who); });
  if (!whom) return user_unknown;
  auto fit = decide_password(new_password, whom->name);
  if (!fit) return fit.error();
  auto proved = prove(room, now, whom->name, old_password, client_address);
  if (!proved) return proved.error() == too_many_attempts ? too_many_attempts : password_wrong;
  auto hash = hash_password(new_password);
  room.transact([&](db::tx& t) {
    t.exec(sql::record_password, who, hash);
    t.exec(sql::end_sessions_of, who, token_digest(token_to_keep));
  });
  return {};
}

core::result<std::string> make_access_token(db::tx& t, core::instant now, core::user_id of, const core::uuid& token_id,
                                            const std::string& label, std::chrono::days life) {
  auto whom = find_user(t, of);
  if (!whom) return user_unknown;
  if (whom->role != user_role::integrator || whom->disabled_at) return token_for_integrators;
  if (life.count() < 1 || life.count() > 730) return token_life_wrong;
  auto token = make_token();
  t.exec(sql::add_token, token_id, of, token_digest(token), label, now, now + life);
  return token;
}

std::vector<access_token> access_tokens_of(db::tx& t, core::user_id of) {
  return t.all<access_token>(sql::tokens_of, of);
}

core::result<void> revoke_access_token(db::tx& t, core::instant now, core::user_id of, const core::uuid& token_id) {
  if (t.change(sql::revoke_token, of, token_id, now) == 0) return token_unknown;
  return {};
}

std::optional<user> token_user(db::tx& t, core::instant now, std::string_view token) {
  return t.find<user>(sql::token_user, token_digest(token), now);
}

void forget_old_sign_ins(db::tx& t, core::instant now) {
  t.exec(sql::forget_sessions, now);
  t.exec(sql::forget_attempts, now - known_address_days);
}

}  // namespace store
