// Every query of the ledger, of ingest and of what stands on them.
#pragma once

#include "db/query.hpp"

namespace billing::sql {

// Lanes and entries.

inline constexpr db::query lane_positions{"billing.lane_positions", R"sql(
    SELECT lane, pos FROM billing.lane)sql"};

// Ascending, so that two writers never wait for each other in a ring.
inline constexpr db::query lock_lanes{"billing.lock_lanes", R"sql(
    SELECT lane, pos FROM billing.lane WHERE lane = ANY($1::smallint[]) ORDER BY lane FOR UPDATE)sql"};

inline constexpr db::query advance_lanes{"billing.advance_lanes", R"sql(
    UPDATE billing.lane l SET pos = l.pos + 1
    FROM unnest($1::smallint[], $2::bigint[]) AS mine(lane, pos)
    WHERE l.lane = mine.lane AND l.pos = mine.pos)sql"};

inline constexpr db::query snapshot_heads{"billing.snapshot_heads", R"sql(
    SELECT lane, pos FROM billing.snapshot_head)sql"};

inline constexpr db::query levels_page{"billing.levels_page", R"sql(
    SELECT customer_id, bucket_id, level_micros FROM billing.level
    WHERE generation = (SELECT generation FROM billing.snapshot_head WHERE lane = 0) AND customer_id > $1
    ORDER BY customer_id FETCH FIRST $2 ROWS WITH TIES)sql"};

// What was written after the positions of $1 (one a lane) and up to those of $2. Only segments that can hold any are read.
inline constexpr db::query news{"billing.news", R"sql(
    SELECT n.customer_id, n.bucket_id, n.delta
    FROM billing.segment s
    CROSS JOIN LATERAL (
      SELECT r.customer_id, r.bucket_id, sum(r.delta_micros)::bigint AS delta
      FROM billing.ledger r
      WHERE r.segment_id = s.segment_id AND r.pos > ($1::bigint[])[r.lane + 1] AND r.pos <= ($2::bigint[])[r.lane + 1]
      GROUP BY r.customer_id, r.bucket_id) n
    WHERE s.state IN ('open', 'closed')
       OR (s.state = 'sealed' AND EXISTS (SELECT FROM unnest(s.lanes_to, $1::bigint[]) AS l(last, known) WHERE l.last > l.known)))sql"};

// The news of all of them are read once: the open segment has no index, and going through it for each customer took seconds.
inline constexpr db::query levels_of{"billing.levels_of", R"sql(
    WITH news AS MATERIALIZED (
      SELECT r.customer_id, r.bucket_id, sum(r.delta_micros) AS delta
      FROM billing.ledger r
      JOIN billing.snapshot_head h ON h.lane = r.lane
      WHERE r.customer_id = ANY($1::bigint[]) AND r.pos > h.pos
      GROUP BY r.customer_id, r.bucket_id)
    SELECT w.customer_id, w.bucket_id,
           (coalesce((SELECT l.level_micros FROM billing.level l
                      WHERE l.generation = h.generation AND l.customer_id = w.customer_id AND l.bucket_id = w.bucket_id), 0)
          + coalesce(n.delta, 0))::bigint AS level_micros
    FROM unnest($1::bigint[], $2::bigint[]) AS w(customer_id, bucket_id)
    JOIN billing.snapshot_head h ON h.lane = billing.lane_of(w.customer_id)
    LEFT JOIN news n ON n.customer_id = w.customer_id AND n.bucket_id = w.bucket_id)sql"};

inline constexpr db::query insert_entry{"billing.insert_entry", R"sql(
    INSERT INTO billing.ledger (segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind,
                                subscriber_id, occurred_at, recorded_at, terms_id, reference)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql"};

inline constexpr db::query find_terms{"billing.find_terms", R"sql(
    SELECT terms_id FROM billing.terms
    WHERE offering_code = $1 AND offering_version = $2 AND tariff_code = $3 AND tariff_version = $4 AND tariff_group = $5 AND scratch = $6)sql"};

inline constexpr db::query record_terms{"billing.record_terms", R"sql(
    INSERT INTO billing.terms (offering_code, offering_version, tariff_code, tariff_version, tariff_group, scratch)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING)sql"};

// Segments: a writer's side.

inline constexpr db::query share_open_segment{"billing.share_open_segment", R"sql(
    SELECT segment_id, pg_advisory_xact_lock_shared(7401, segment_id::int) FROM billing.segment WHERE state = 'open')sql"};

inline constexpr db::query open_segment{"billing.open_segment", R"sql(
    SELECT segment_id FROM billing.segment WHERE state = 'open')sql"};

// Segments: the keeper's side.

inline constexpr db::query take_turn{"billing.take_turn", R"sql(
    SELECT pg_try_advisory_lock(7402, $1::int))sql"};

// When a step failed, its connection was replaced and the turn is over already.
inline constexpr db::query end_turn{"billing.end_turn", R"sql(
    SELECT pg_advisory_unlock(7402, $1::int) FROM pg_locks
    WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = 7402 AND objid = $1::int::oid)sql"};

inline constexpr db::query new_segment{"billing.new_segment", R"sql(
    INSERT INTO billing.segment (state, tier) VALUES ($1, $2) RETURNING segment_id)sql"};

inline constexpr db::query ready_count{"billing.ready_count", R"sql(
    SELECT count(*) FROM billing.segment WHERE state = 'ready')sql"};

inline constexpr db::query table_bytes{"billing.table_bytes", R"sql(
    SELECT coalesce(pg_relation_size(to_regclass($1)), 0))sql"};

inline constexpr db::query open_since_before{"billing.open_since_before", R"sql(
    SELECT coalesce(opened_at < $1, true) FROM billing.segment WHERE state = 'open')sql"};

// Who holds the ledger locked may have planned a query before the new segment was attached to it, and would not see a
// row in it however late its snapshot. Such a transaction is waited for before the segment takes its first row.
inline constexpr db::query note_readers{"billing.note_readers", R"sql(
    UPDATE billing.segment SET awaits = ARRAY(
      SELECT l.virtualtransaction FROM pg_locks l
      WHERE l.relation = 'billing.ledger'::regclass AND l.pid <> pg_backend_pid())
    WHERE state = 'ready' AND awaits IS NULL)sql"};

inline constexpr db::query next_ready_segment{"billing.next_ready_segment", R"sql(
    SELECT s.segment_id FROM billing.segment s
    WHERE s.state = 'ready' AND s.awaits IS NOT NULL
      AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = 'billing.ledger'::regclass AND l.virtualtransaction = ANY(s.awaits))
    ORDER BY s.segment_id LIMIT 1)sql"};

inline constexpr db::query close_open_segment{"billing.close_open_segment", R"sql(
    UPDATE billing.segment SET state = 'closed' WHERE state = 'open')sql"};

inline constexpr db::query open_ready_segment{"billing.open_ready_segment", R"sql(
    UPDATE billing.segment SET state = 'open', opened_at = $2, awaits = NULL WHERE segment_id = $1 AND state = 'ready')sql"};

inline constexpr db::query closed_segments{"billing.closed_segments", R"sql(
    SELECT segment_id FROM billing.segment WHERE state = 'closed' ORDER BY segment_id)sql"};

inline constexpr db::query await_writers{"billing.await_writers", R"sql(
    SELECT pg_advisory_xact_lock(7401, $1::int))sql"};

inline constexpr db::query seal_segment{"billing.seal_segment", R"sql(
    UPDATE billing.segment s SET state = 'sealed', lanes_to = (
      SELECT array_agg(coalesce(m.last, 0) ORDER BY n)
      FROM generate_series(0, 63) AS n
      LEFT JOIN (SELECT r.lane, max(r.pos) AS last FROM billing.ledger r WHERE r.segment_id = $1 GROUP BY r.lane) m ON m.lane = n)
    WHERE s.segment_id = $1 AND s.state = 'closed')sql"};

inline constexpr db::query tier_to_merge{"billing.tier_to_merge", R"sql(
    SELECT tier, (array_agg(segment_id ORDER BY segment_id))[1:$1::int] AS segments
    FROM billing.segment WHERE state = 'sealed' GROUP BY tier HAVING count(*) >= $1 ORDER BY tier LIMIT 1)sql"};

inline constexpr db::query building_segment{"billing.building_segment", R"sql(
    SELECT segment_id, merges FROM billing.segment WHERE state = 'building' LIMIT 1)sql"};

inline constexpr db::query note_build{"billing.note_build", R"sql(
    UPDATE billing.segment SET merges = $2::bigint[], built_in = pg_current_xact_id()::text::bigint WHERE segment_id = $1)sql"};

inline constexpr db::query is_frozen{"billing.is_frozen", R"sql(
    SELECT age(c.relfrozenxid) < age((s.built_in % 4294967296)::text::xid)
    FROM pg_class c, billing.segment s WHERE c.oid = to_regclass($1) AND s.segment_id = $2)sql"};

inline constexpr db::query seal_merged{"billing.seal_merged", R"sql(
    UPDATE billing.segment s SET state = 'sealed', merges = NULL, built_in = NULL, lanes_to = (
      SELECT array_agg(last ORDER BY n)
      FROM (SELECT l.n, max(l.last) AS last FROM billing.segment f, unnest(f.lanes_to) WITH ORDINALITY AS l(last, n)
            WHERE f.segment_id = ANY(s.merges) GROUP BY l.n) m)
    WHERE s.segment_id = $1 AND s.state = 'building')sql"};

inline constexpr db::query forget_segments{"billing.forget_segments", R"sql(
    DELETE FROM billing.segment WHERE segment_id = ANY($1::bigint[]))sql"};

// Generations of balances.

inline constexpr db::query standing_generation{"billing.standing_generation", R"sql(
    SELECT generation FROM billing.snapshot_head WHERE lane = 0)sql"};

inline constexpr db::query next_generation{"billing.next_generation", R"sql(
    SELECT nextval('billing.generation'))sql"};

inline constexpr db::query this_transaction{"billing.this_transaction", R"sql(
    SELECT pg_current_xact_id()::text::bigint)sql"};

inline constexpr db::query segments_after_heads{"billing.segments_after_heads", R"sql(
    SELECT s.segment_id FROM billing.segment s
    WHERE s.state IN ('open', 'closed')
       OR (s.state = 'sealed' AND EXISTS (SELECT FROM billing.snapshot_head h WHERE s.lanes_to[h.lane + 1] > h.pos))
    ORDER BY s.segment_id)sql"};

inline constexpr db::query bytes_after_heads{"billing.bytes_after_heads", R"sql(
    SELECT coalesce(sum(pg_relation_size(to_regclass('billing.ledger_' || s.segment_id))), 0)::bigint
    FROM billing.segment s
    WHERE s.state = 'sealed' AND EXISTS (SELECT FROM billing.snapshot_head h WHERE s.lanes_to[h.lane + 1] > h.pos))sql"};

inline constexpr db::query bytes_of_levels{"billing.bytes_of_levels", R"sql(
    SELECT coalesce((SELECT pg_relation_size(to_regclass('billing.level_' || generation)) FROM billing.snapshot_head WHERE lane = 0), 0))sql"};

inline constexpr db::query flip_heads{"billing.flip_heads", R"sql(
    UPDATE billing.snapshot_head h
    SET generation = $1, pos = l.pos, taken_at = greatest(h.taken_at, current_setting('abonent.latest')::timestamptz)
    FROM billing.lane l WHERE l.lane = h.lane)sql"};

inline constexpr db::query is_frozen_since{"billing.is_frozen_since", R"sql(
    SELECT age(c.relfrozenxid) < age(($2::bigint % 4294967296)::text::xid) FROM pg_class c WHERE c.oid = to_regclass($1))sql"};

inline constexpr db::query earlier_generations{"billing.earlier_generations", R"sql(
    SELECT substring(c.relname FROM '^level_([0-9]+)$')::bigint AS generation
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'billing.level'::regclass AND substring(c.relname FROM '^level_([0-9]+)$')::bigint < $1)sql"};

inline constexpr const db::query* all[] = {
    &lane_positions, &lock_lanes, &advance_lanes, &snapshot_heads, &levels_page, &news, &levels_of, &insert_entry, &find_terms,
    &record_terms, &share_open_segment, &open_segment, &take_turn, &end_turn, &new_segment, &ready_count, &table_bytes,
    &open_since_before, &note_readers, &next_ready_segment, &close_open_segment, &open_ready_segment, &closed_segments, &await_writers, &seal_segment,
    &tier_to_merge, &building_segment, &note_build, &is_frozen, &seal_merged, &forget_segments, &standing_generation, &next_generation,
    &this_transaction, &segments_after_heads, &bytes_after_heads, &bytes_of_levels, &flip_heads, &is_frozen_since, &earlier_generations};

}  // namespace billing::sql
