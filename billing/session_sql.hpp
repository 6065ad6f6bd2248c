// Every query of joining the parts of sessions.
#pragma once

#include "db/query.hpp"

namespace billing::sql {

inline constexpr db::query lock_due_parts{"billing.lock_due_parts", R"sql(
    SELECT part_id, source, charging_id, part, started_at FROM billing.session_part
    WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)sql"};

// An element has begun anew: what it had open by then is over.
inline constexpr db::query end_sessions{"billing.end_sessions", R"sql(
    UPDATE billing.session_part SET part = 'last', due_at = $4
    WHERE state = 'waiting' AND part = 'some' AND source = $1 AND starts_with(charging_id, $2) AND started_at <= $3)sql"};

inline constexpr db::query waiting_parts{"billing.waiting_parts", R"sql(
    SELECT p.part_id, p.source, p.charging_id, p.part = 'last' AS last, p.part_number AS number, p.started_at AS started, p.ended_at AS ended,
           p.quantity, p.received_at AS received, p.batch_id, p.record_offset, p.record_length
    FROM unnest($1::text[], $2::text[]) AS w(source, charging_id)
    JOIN billing.session_part p ON p.source = w.source AND p.charging_id = w.charging_id AND p.state = 'waiting' AND p.part <> 'all_ended'
    ORDER BY p.source, p.charging_id, p.part_id FOR UPDATE OF p)sql"};

inline constexpr db::query known_sessions{"billing.known_sessions", R"sql(
    SELECT s.source, s.charging_id, s.opened_at AS opened, s.last_at AS last_seen, s.charged, s.pieces, s.ended
    FROM unnest($1::text[], $2::text[]) AS w(source, charging_id)
    JOIN billing.session s ON s.source = w.source AND s.charging_id = w.charging_id
    ORDER BY s.source, s.charging_id, s.opened_at)sql"};

inline constexpr db::query next_joined_batch{"billing.next_joined_batch", R"sql(
    SELECT nextval('billing.joined_batch_sequence'))sql"};

inline constexpr db::query record_joined_batch{"billing.record_joined_batch", R"sql(
    INSERT INTO billing.joined_batch (sequence, source, raw) VALUES ($1, $2, $3))sql"};

inline constexpr db::query joined_batches{"billing.joined_batches", R"sql(
    SELECT sequence, source, raw FROM billing.joined_batch ORDER BY sequence LIMIT $1)sql"};

inline constexpr db::query drop_joined_batch{"billing.drop_joined_batch", R"sql(
    DELETE FROM billing.joined_batch WHERE sequence = $1)sql"};

inline constexpr db::query record_session{"billing.record_session", R"sql(
    INSERT INTO billing.session (source, charging_id, opened_at, last_at, charged, pieces, ended, joined_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (source, charging_id, opened_at) DO UPDATE
    SET last_at = excluded.last_at, charged = excluded.charged, pieces = excluded.pieces, ended = excluded.ended, joined_at = excluded.joined_at)sql"};

inline constexpr db::query resolve_parts{"billing.resolve_parts", R"sql(
    UPDATE billing.session_part SET state = 'joined', joined_at = $2 WHERE part_id = ANY($1::bigint[]))sql"};

inline constexpr db::query look_again{"billing.look_again", R"sql(
    UPDATE billing.session_part SET due_at = $3 WHERE state = 'waiting' AND source = $1 AND charging_id = $2 AND due_at <= $4)sql"};

inline constexpr db::query forget_parts{"billing.forget_parts", R"sql(
    DELETE FROM billing.session_part WHERE part_id IN (
      SELECT part_id FROM billing.session_part WHERE state = 'joined' AND joined_at < $1 LIMIT $2))sql"};

inline constexpr db::query forget_sessions{"billing.forget_sessions", R"sql(
    DELETE FROM billing.session s USING (SELECT source, charging_id, opened_at FROM billing.session WHERE joined_at < $1 LIMIT $2) old
    WHERE s.source = old.source AND s.charging_id = old.charging_id AND s.opened_at = old.opened_at)sql"};

inline constexpr const db::query* all_of_sessions[] = {
    &lock_due_parts, &end_sessions, &waiting_parts, &known_sessions, &next_joined_batch, &record_joined_batch, &joined_batches,
    &drop_joined_batch, &record_session, &resolve_parts, &look_again, &forget_parts, &forget_sessions};

}  // namespace billing::sql
