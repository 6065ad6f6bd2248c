// Every named query of the room web: the answers kept for repeated requests (db/migrations/).
#pragma once

#include "db/query.hpp"

namespace web::sql {

// Two requests with one key at the same time: the second waits here and then finds the first one's answer.
inline constexpr db::query lock_key{"web.lock_key", R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended($1::text || E'\n' || $2::text, 0)))sql"};

inline constexpr db::query find_answer{"web.find_answer", R"sql(
  SELECT digest, status, body, location FROM db.idempotency WHERE scope = $1 AND key = $2)sql"};

inline constexpr db::query record_answer{"web.record_answer", R"sql(
  INSERT INTO db.idempotency (scope, key, digest, status, body, answered_at, location) VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

inline constexpr db::query forget_answers{"web.forget_answers", R"sql(
  DELETE FROM db.idempotency WHERE (scope, key) IN (
    SELECT scope, key FROM db.idempotency WHERE answered_at < $1 ORDER BY answered_at LIMIT $2))sql"};

inline constexpr const db::query* all[] = {&lock_key, &find_answer, &record_answer, &forget_answers};

}  // namespace web::sql
