// Every query of the room, on one page.
#pragma once

#include "db/query.hpp"

namespace analytics::sql {

inline constexpr db::query record_move{"analytics.record_move", R"sql(
  WITH moved AS (
    INSERT INTO analytics.line_move (customer_id, event_id, kind, subscriber_id, tariff_group, reason, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING
    RETURNING customer_id, event_id, at)
  INSERT INTO analytics.move_to_roll_up (customer_id, event_id, at)
  SELECT customer_id, event_id, at FROM moved
  ON CONFLICT DO NOTHING)sql"};

// Nobody waits for another roll-up: whoever holds the row does the work of all.
inline constexpr db::query lock_roll_up{"analytics.lock_roll_up", R"sql(
  SELECT time_zone, rolled_to FROM analytics.roll_up_state FOR UPDATE SKIP LOCKED)sql"};

inline constexpr db::query record_roll_up{"analytics.record_roll_up", R"sql(
  UPDATE analytics.roll_up_state SET time_zone = $1, rolled_to = $2)sql"};

// Everything as if it had been heard just now.
inline constexpr db::query forget_days{"analytics.forget_days", R"sql(
  DELETE FROM analytics.day_flow)sql"};
inline constexpr db::query forget_charge_marks{"analytics.forget_charge_marks", R"sql(
  DELETE FROM analytics.charge_mark)sql"};
inline constexpr db::query queue_all_moves{"analytics.queue_all_moves", R"sql(
  INSERT INTO analytics.move_to_roll_up (customer_id, event_id, at)
  SELECT DISTINCT customer_id, event_id, at FROM analytics.line_move
  ON CONFLICT DO NOTHING)sql"};

inline constexpr db::query find_first_waiting_move{"analytics.find_first_waiting_move", R"sql(
  SELECT min(at) FROM analytics.move_to_roll_up)sql"};

// Moves before $1, the oldest first.
inline constexpr db::query take_waiting_moves{"analytics.take_waiting_moves", R"sql(
  DELETE FROM analytics.move_to_roll_up q
  USING (SELECT customer_id, event_id FROM analytics.move_to_roll_up WHERE at < $1 ORDER BY at LIMIT $2) oldest
  WHERE q.customer_id = oldest.customer_id AND q.event_id = oldest.event_id
  RETURNING q.at)sql"};

inline constexpr db::query are_moves_waiting{"analytics.are_moves_waiting", R"sql(
  SELECT EXISTS (SELECT FROM analytics.move_to_roll_up WHERE at < $1))sql"};

// $1 days, $2 and $3 where each begins and ends.
inline constexpr db::query count_moves{"analytics.count_moves", R"sql(
  SELECT d.day, m.tariff_group, m.kind, count(*) AS lines
  FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS d (day, begins, ends)
  JOIN analytics.line_move m ON m.at >= d.begins AND m.at < d.ends
  GROUP BY d.day, m.tariff_group, m.kind)sql"};

inline constexpr db::query list_days{"analytics.list_days", R"sql(
  SELECT day, tariff_group, opening_base, gross_adds, migrations_in, migrations_out, disconnections, closing_base,
         service_revenue_micros
  FROM analytics.day_flow
  WHERE day BETWEEN $1 AND $2
  ORDER BY day, tariff_group)sql"};

// Revenue is left as it stands.
inline constexpr db::query record_days{"analytics.record_days", R"sql(
  INSERT INTO analytics.day_flow (day, tariff_group, opening_base, gross_adds, migrations_in, migrations_out,
                                  disconnections, closing_base)
  SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
  ON CONFLICT (day, tariff_group) DO UPDATE
  SET opening_base = excluded.opening_base, gross_adds = excluded.gross_adds, migrations_in = excluded.migrations_in,
      migrations_out = excluded.migrations_out, disconnections = excluded.disconnections,
      closing_base = excluded.closing_base)sql"};

// Charges behind no mark yet, at most $3 positions of each lane: adds them to their days in zone $1, notes which lines were
// charged and moves the marks, in one statement and so from one snapshot. What a fast clock dated into the future counts on
// day $2, today. Answers the number of charges and whether more are waiting.
inline constexpr db::query add_new_charges{"analytics.add_new_charges", R"sql(
  WITH ahead AS (
    SELECT c.lane, coalesce(m.pos, 0) AS after, max(c.pos) AS top
    FROM billing.published_recognised_charge c
    LEFT JOIN analytics.charge_mark m ON m.lane = c.lane
    WHERE c.pos > coalesce(m.pos, 0)
    GROUP BY c.lane, m.pos),
  fresh AS (
    SELECT c.customer_id, c.subscriber_id, c.tariff_group, c.amount_micros,
           least((c.recognised_at AT TIME ZONE $1)::date, $2::date) AS day
    FROM ahead a
    JOIN billing.published_recognised_charge c ON c.lane = a.lane AND c.pos > a.after AND c.pos <= least(a.top, a.after + $3)),
  marked AS (
    INSERT INTO analytics.charge_mark (lane, pos)
    SELECT lane, least(top, after + $3) FROM ahead
    ON CONFLICT (lane) DO UPDATE SET pos = excluded.pos),
  charged AS (
    INSERT INTO analytics.line_charged AS l (customer_id, subscriber_id, last_day)
    SELECT customer_id, subscriber_id, max(day) FROM fresh WHERE subscriber_id IS NOT NULL GROUP BY customer_id, subscriber_id
    ON CONFLICT (customer_id, subscriber_id) DO UPDATE SET last_day = excluded.last_day WHERE l.last_day < excluded.last_day),
  added AS (
    INSERT INTO analytics.day_flow AS d (day, tariff_group, service_revenue_micros)
    SELECT day, coalesce(nullif(tariff_group, ''), 'ungrouped'), sum(amount_micros) FROM fresh GROUP BY 1, 2
    ON CONFLICT (day, tariff_group) DO UPDATE SET service_revenue_micros = d.service_revenue_micros + excluded.service_revenue_micros)
  SELECT (SELECT count(*) FROM fresh) AS charges,
         coalesce((SELECT bool_or(top > after + $3) FROM ahead), false) AS more)sql"};

inline constexpr db::query record_job{"analytics.record_job", R"sql(
  INSERT INTO analytics.job (name, last_success_at) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET last_success_at = excluded.last_success_at)sql"};

inline constexpr const db::query* all[] = {
    &record_move,        &lock_roll_up,      &record_roll_up,    &forget_days, &forget_charge_marks, &queue_all_moves,
    &find_first_waiting_move, &take_waiting_moves, &are_moves_waiting, &count_moves, &list_days,           &record_days,
    &add_new_charges,    &record_job};

}  // namespace analytics::sql
