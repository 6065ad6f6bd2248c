// Every named query about users, sessions, tokens, the audit book and bus keys. One page for whoever reviews access.
#pragma once

#include "db/query.hpp"

namespace store::access_sql {

// Users
inline constexpr db::query add_user{"store.add_user", R"sql(
  INSERT INTO store.user (name, display_name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (name) DO NOTHING RETURNING user_id)sql"};
inline constexpr db::query find_user{"store.find_user", R"sql(
  SELECT user_id, name, display_name, role, created_at, disabled_at FROM store.user WHERE user_id = $1)sql"};
inline constexpr db::query lock_user{"store.lock_user", R"sql(
  SELECT user_id, name, display_name, role, created_at, disabled_at FROM store.user WHERE user_id = $1 FOR UPDATE)sql"};
inline constexpr db::query find_user_named{"store.find_user_named", R"sql(
  SELECT user_id, name, display_name, role, created_at, disabled_at FROM store.user WHERE name = $1)sql"};
inline constexpr db::query users{"store.users", R"sql(
  SELECT user_id, name, display_name, role, created_at, disabled_at FROM store.user ORDER BY name OFFSET $1 LIMIT $2)sql"};
inline constexpr db::query count_users{"store.count_users", R"sql(SELECT count(*) FROM store.user)sql"};
inline constexpr db::query any_user{"store.any_user", R"sql(SELECT EXISTS (SELECT 1 FROM store.user))sql"};
inline constexpr db::query change_user{"store.change_user", R"sql(
  UPDATE store.user SET display_name = $2, role = $3, disabled_at = $4 WHERE user_id = $1)sql"};
inline constexpr db::query password_hash{"store.password_hash", R"sql(
  SELECT password_hash FROM store.user WHERE user_id = $1)sql"};
inline constexpr db::query record_password{"store.record_password", R"sql(
  UPDATE store.user SET password_hash = $2 WHERE user_id = $1)sql"};

// The link for the first user. Its row is locked while it is being used, so it is used once.
inline constexpr db::query record_setup_link{"store.record_setup_link", R"sql(
  INSERT INTO store.setup_link (digest, expires_at) VALUES ($1, $2)
  ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at)sql"};
inline constexpr db::query lock_setup_link{"store.lock_setup_link", R"sql(
  SELECT digest FROM store.setup_link WHERE expires_at > $1 FOR UPDATE)sql"};
inline constexpr db::query drop_setup_link{"store.drop_setup_link", R"sql(DELETE FROM store.setup_link)sql"};

// Signing in. Attempts on one account are counted one after the other, or a hundred at once would all be the first.
inline constexpr db::query lock_account{"store.lock_account", R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended('sign_in ' || encode($1::bytea, 'hex'), 0)))sql"};
inline constexpr db::query failed_attempts{"store.failed_attempts", R"sql(
  WITH known AS (
    SELECT DISTINCT client_address FROM store.sign_in_attempt WHERE account = $1 AND succeeded AND at > $4
  )
  SELECT count(*) FROM store.sign_in_attempt
  WHERE account = $1 AND NOT succeeded AND at > $3
    AND CASE WHEN $2 IN (SELECT client_address FROM known) THEN client_address = $2
             ELSE client_address NOT IN (SELECT client_address FROM known) END)sql"};
inline constexpr db::query record_attempt{"store.record_attempt", R"sql(
  INSERT INTO store.sign_in_attempt (attempt_id, account, client_address, at) VALUES ($1, $2, $3, $4))sql"};
inline constexpr db::query attempt_succeeded{"store.attempt_succeeded", R"sql(
  UPDATE store.sign_in_attempt SET succeeded = true WHERE attempt_id = $1)sql"};
inline constexpr db::query forget_attempts{"store.forget_attempts", R"sql(
  DELETE FROM store.sign_in_attempt WHERE at < $1)sql"};

// Sessions
inline constexpr db::query open_session{"store.open_session", R"sql(
  INSERT INTO store.session (digest, user_id, opened_at, last_seen_at, expires_at, client_address)
  VALUES ($1, $2, $3, $3, $4, $5))sql"};
inline constexpr db::query session_user{"store.session_user", R"sql(
  SELECT u.user_id, u.name, u.display_name, u.role, u.created_at, u.disabled_at, s.last_seen_at
  FROM store.session s JOIN store.user u USING (user_id)
  WHERE s.digest = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.disabled_at IS NULL)sql"};
inline constexpr db::query touch_session{"store.touch_session", R"sql(
  UPDATE store.session SET last_seen_at = $2 WHERE digest = $1 AND last_seen_at < $2)sql"};
inline constexpr db::query end_session{"store.end_session", R"sql(DELETE FROM store.session WHERE digest = $1)sql"};
inline constexpr db::query end_sessions_of{"store.end_sessions_of", R"sql(
  DELETE FROM store.session WHERE user_id = $1 AND digest IS DISTINCT FROM $2)sql"};
inline constexpr db::query forget_sessions{"store.forget_sessions", R"sql(
  DELETE FROM store.session WHERE expires_at < $1)sql"};

// Tokens of integrators
inline constexpr db::query add_token{"store.add_token", R"sql(
  INSERT INTO store.access_token (token_id, user_id, digest, label, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6))sql"};
inline constexpr db::query tokens_of{"store.tokens_of", R"sql(
  SELECT token_id, user_id, label, created_at, expires_at, revoked_at FROM store.access_token
  WHERE user_id = $1 ORDER BY created_at, token_id)sql"};
inline constexpr db::query revoke_token{"store.revoke_token", R"sql(
  UPDATE store.access_token SET revoked_at = $3 WHERE user_id = $1 AND token_id = $2 AND revoked_at IS NULL)sql"};
inline constexpr db::query revoke_tokens_of{"store.revoke_tokens_of", R"sql(
  UPDATE store.access_token SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL)sql"};
inline constexpr db::query token_user{"store.token_user", R"sql(
  SELECT u.user_id, u.name, u.display_name, u.role, u.created_at, u.disabled_at
  FROM store.access_token k JOIN store.user u USING (user_id)
  WHERE k.digest = $1 AND k.expires_at > $2 AND k.revoked_at IS NULL AND u.disabled_at IS NULL)sql"};

// The audit book
inline constexpr db::query record_audit{"store.record_audit", R"sql(
  INSERT INTO store.audit (at, user_id, user_name, action, customer_id, subject, status, outcome, request_id, client_address)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};
inline constexpr db::query audit_page{"store.audit_page", R"sql(
  SELECT audit_id, at, user_id, user_name, action, customer_id, subject, status, outcome, request_id, client_address
  FROM store.audit
  WHERE ($1::bigint IS NULL OR customer_id = $1) AND ($2::bigint IS NULL OR user_id = $2) AND ($3::text IS NULL OR action = $3)
    AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
  ORDER BY at DESC, audit_id DESC OFFSET $6 LIMIT $7)sql"};
inline constexpr db::query count_audit{"store.count_audit", R"sql(
  SELECT count(*) FROM (
    SELECT 1 FROM store.audit
    WHERE ($1::bigint IS NULL OR customer_id = $1) AND ($2::bigint IS NULL OR user_id = $2) AND ($3::text IS NULL OR action = $3)
      AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
    LIMIT 10000) AS counted)sql"};

// Keys of the bus
inline constexpr db::query add_bus_key{"store.add_bus_key", R"sql(
  INSERT INTO store.bus_key (public_key, name, rights, added_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (public_key) DO NOTHING)sql"};
inline constexpr db::query revoke_bus_keys{"store.revoke_bus_keys", R"sql(
  UPDATE store.bus_key SET revoked_at = $2 WHERE (name = $1 OR public_key = $1) AND revoked_at IS NULL)sql"};
inline constexpr db::query bus_keys{"store.bus_keys", R"sql(
  SELECT public_key, name, rights, added_at, revoked_at FROM store.bus_key ORDER BY name, added_at, public_key)sql"};
inline constexpr db::query bus_keys_in_force{"store.bus_keys_in_force", R"sql(
  SELECT public_key, name, rights, added_at, revoked_at FROM store.bus_key WHERE revoked_at IS NULL
  ORDER BY name, added_at, public_key)sql"};
inline constexpr db::query find_bus_key{"store.find_bus_key", R"sql(
  SELECT public_key, name, rights, added_at, revoked_at FROM store.bus_key WHERE public_key = $1 AND revoked_at IS NULL)sql"};

inline constexpr const db::query* all[] = {
    &add_user,          &find_user,         &lock_user,        &find_user_named, &users,
    &count_users,       &any_user,          &change_user,      &password_hash,   &record_password,
    &record_setup_link, &lock_setup_link,   &drop_setup_link,  &lock_account,    &failed_attempts,
    &record_attempt,    &attempt_succeeded, &forget_attempts,  &open_session,    &session_user,
    &touch_session,     &end_session,       &end_sessions_of,  &forget_sessions, &add_token,
    &tokens_of,         &revoke_token,      &revoke_tokens_of, &token_user,      &record_audit,
    &audit_page,        &count_audit,       &add_bus_key,      &revoke_bus_keys, &bus_keys,
    &bus_keys_in_force, &find_bus_key};

}  // namespace store::access_sql
