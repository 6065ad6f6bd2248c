// Every named query of the room db: outbox, event log, inbox.
#pragma once

#include "db/query.hpp"

namespace db::sql {

inline constexpr query say{"db.say", R"sql(
  INSERT INTO db.outbox (customer_id, id, topic, payload, occurred_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (customer_id, id) DO NOTHING)sql"};

// One statement: whoever holds the sequencer's row moves the oldest committed rows into the log.
inline constexpr query lock_sequencer{"db.lock_sequencer", R"sql(
  SELECT position FROM db.sequencer FOR UPDATE)sql"};
inline constexpr query sequence{"db.sequence", R"sql(
  WITH due AS (
    SELECT customer_id, id, said_order FROM db.outbox ORDER BY said_order LIMIT $2
  ), taken AS (
    DELETE FROM db.outbox o USING due WHERE o.customer_id = due.customer_id AND o.id = due.id
    RETURNING o.customer_id, o.id, o.said_order, o.topic, o.payload, o.occurred_at
  )
  INSERT INTO db.event_log (position, customer_id, id, topic, payload, occurred_at, sequenced_at)
  SELECT $1::bigint + row_number() OVER (ORDER BY said_order), customer_id, id, topic, payload, occurred_at, $3
  FROM taken)sql"};
inline constexpr query advance_sequencer{"db.advance_sequencer", R"sql(
  UPDATE db.sequencer SET position = position + $1)sql"};
inline constexpr query anything_said{"db.anything_said", R"sql(
  SELECT EXISTS (SELECT 1 FROM db.outbox))sql"};

inline constexpr query events_after{"db.events_after", R"sql(
  SELECT position, customer_id, id, topic, payload, occurred_at FROM db.event_log
  WHERE position > $1 AND (cardinality($3::text[]) = 0 OR topic = ANY ($3))
  ORDER BY position LIMIT $2)sql"};
inline constexpr query last_position{"db.last_position", R"sql(
  SELECT position FROM db.sequencer)sql"};

inline constexpr query first_time{"db.first_time", R"sql(
  INSERT INTO db.inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)sql"};
inline constexpr query new_consumer{"db.new_consumer", R"sql(
  INSERT INTO db.consumer (name, position)
  SELECT $1, CASE WHEN $2 THEN 0 ELSE (SELECT position FROM db.sequencer) END
  ON CONFLICT (name) DO NOTHING)sql"};
inline constexpr query consumer_position{"db.consumer_position", R"sql(
  SELECT position FROM db.consumer WHERE name = $1)sql"};
inline constexpr query record_position{"db.record_position", R"sql(
  UPDATE db.consumer SET position = $2, updated_at = now() WHERE name = $1 AND position < $2)sql"};
inline constexpr query move_position{"db.move_position", R"sql(
  UPDATE db.consumer SET position = $3, updated_at = now() WHERE name = $1 AND position = $2)sql"};
inline constexpr query rewind_consumer{"db.rewind_consumer", R"sql(
  INSERT INTO db.consumer (name, position) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now())sql"};
inline constexpr query consumer_standings{"db.consumer_standings", R"sql(
  SELECT name, position FROM db.consumer ORDER BY name LIMIT 1000)sql"};
inline constexpr query park_event{"db.park_event", R"sql(
  INSERT INTO db.parked_event (consumer, event_id, position, customer_id, topic, payload, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (consumer, event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), resolved_at = NULL)sql"};

inline constexpr query days_of_log{"db.days_of_log", R"sql(
  SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'db.event_log'::regclass AND c.relname <> 'event_log_rest')sql"};
inline constexpr query rest_has_day{"db.rest_has_day", R"sql(
  SELECT EXISTS (SELECT 1 FROM db.event_log_rest WHERE sequenced_at >= $1 AND sequenced_at < $2))sql"};
inline constexpr query prune_inbox{"db.prune_inbox", R"sql(
  DELETE FROM db.inbox WHERE handled_at < $1)sql"};

inline constexpr const query* all[] = {&say, &lock_sequencer, &sequence, &advance_sequencer, &anything_said,
                                       &events_after, &last_position, &first_time, &new_consumer, &consumer_position,
                                       &record_position, &move_position, &rewind_consumer, &consumer_standings, &park_event, &days_of_log, &rest_has_day,
                                       &prune_inbox};

}  // namespace db::sql
