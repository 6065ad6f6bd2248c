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
// day $2, today. Charges of self-tests and in another currency than $4 only move the marks. Where no lane has moved, none of
// the ledger is read. Answers the number of charges counted, of those in other currencies, and whether more are waiting.
inline constexpr db::query add_new_charges{"analytics.add_new_charges", R"sql(
  WITH lanes AS MATERIALIZED (
    SELECT l.lane, coalesce(m.pos, 0) AS after, l.pos AS top
    FROM billing.published_lane l
    LEFT JOIN analytics.charge_mark m ON m.lane = l.lane),
  ahead AS (
    SELECT lane, after, top FROM lanes WHERE top > after),
  fresh AS (
    SELECT c.customer_id, c.subscriber_id, coalesce(nullif(c.tariff_group, ''), 'ungrouped') AS tariff_group, c.amount_micros,
           c.currency, least((c.occurred_at AT TIME ZONE $1)::date, $2::date) AS day
    FROM billing.published_charges_after((SELECT array_agg(after ORDER BY lane) FROM lanes),
                                         (SELECT array_agg(least(top, after + $3) ORDER BY lane) FROM lanes)) c
    WHERE NOT c.scratch AND EXISTS (SELECT FROM ahead)),
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
    SELECT day, tariff_group, sum(amount_micros) FROM fresh WHERE currency = $4 GROUP BY day, tariff_group
    ON CONFLICT (day, tariff_group) DO UPDATE SET service_revenue_micros = d.service_revenue_micros + excluded.service_revenue_micros)
  SELECT count(*) FILTER (WHERE currency = $4) AS charges,
         count(*) FILTER (WHERE currency <> $4) AS in_other_currencies,
         coalesce((SELECT bool_or(top > after + $3) FROM ahead), false) AS more
  FROM fresh)sql"};

inline constexpr db::query record_job{"analytics.record_job", R"sql(
  INSERT INTO analytics.job (name, last_success_at) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET last_success_at = excluded.last_success_at)sql"};

// Days between $2 and $3 (without it) summed to days or months ($1), of one tariff group or of each ($4 empty). A base is
// not summed: it is the first day's at opening and the last day's at closing.
inline constexpr db::query sum_periods{"analytics.sum_periods", R"sql(
  SELECT date_trunc($1, day)::date AS day, tariff_group,
         (array_agg(opening_base ORDER BY day))[1] AS opening_base, sum(gross_adds)::bigint AS gross_adds,
         sum(migrations_in)::bigint AS migrations_in, sum(migrations_out)::bigint AS migrations_out,
         sum(disconnections)::bigint AS disconnections, (array_agg(closing_base ORDER BY day DESC))[1] AS closing_base,
         sum(service_revenue_micros)::bigint AS service_revenue_micros
  FROM analytics.day_flow
  WHERE day >= $2 AND day < $3 AND ($4 = '' OR tariff_group = $4)
  GROUP BY 1, 2
  ORDER BY 1, 2)sql"};

inline constexpr db::query is_tariff_group_known{"analytics.is_tariff_group_known", R"sql(
  SELECT EXISTS (SELECT FROM analytics.day_flow WHERE tariff_group = $1))sql"};

inline constexpr db::query find_rolled_to{"analytics.find_rolled_to", R"sql(
  SELECT rolled_to FROM analytics.roll_up_state)sql"};

// Lines switched on and not terminated as the store has them, how many of them were charged after day $1, and beside them
// the closing base of day $2.
inline constexpr db::query count_lines{"analytics.count_lines", R"sql(
  WITH counted AS (
    SELECT coalesce(nullif(s.tariff_group, ''), 'ungrouped') AS tariff_group, count(*) AS in_base,
           count(*) FILTER (WHERE l.last_day > $1) AS active
    FROM store.subscriber s
    LEFT JOIN analytics.line_charged l ON l.customer_id = s.customer_id AND l.subscriber_id = s.subscriber_id
    WHERE s.state IN ('active', 'suspended') AND NOT s.scratch
    GROUP BY 1),
  compared AS (
    SELECT coalesce(c.tariff_group, d.tariff_group) AS tariff_group, coalesce(c.in_base, 0) AS in_base,
           coalesce(c.active, 0) AS active, coalesce(d.closing_base, 0) AS rolled_up
    FROM counted c
    FULL JOIN (SELECT tariff_group, closing_base FROM analytics.day_flow WHERE day = $2) d ON d.tariff_group = c.tariff_group),
  gone AS (
    DELETE FROM analytics.line_count WHERE tariff_group NOT IN (SELECT tariff_group FROM compared))
  INSERT INTO analytics.line_count (tariff_group, in_base, active, rolled_up)
  SELECT tariff_group, in_base, active, rolled_up FROM compared
  ON CONFLICT (tariff_group) DO UPDATE
  SET in_base = excluded.in_base, active = excluded.active, rolled_up = excluded.rolled_up)sql"};

inline constexpr db::query find_job{"analytics.find_job", R"sql(
  SELECT last_success_at FROM analytics.job WHERE name = $1)sql"};

inline constexpr db::query list_jobs{"analytics.list_jobs", R"sql(
  SELECT name, extract(epoch FROM last_success_at)::float8 AS at_seconds FROM analytics.job)sql"};

// Last month [$1, $2) and this one [$2, $3), as Prometheus gets them: in units, no longer exact. Past the $4 largest
// tariff groups they are one: `other`.
inline constexpr db::query list_current_figures{"analytics.list_current_figures", R"sql(
  WITH flows AS (
    SELECT p.period, d.tariff_group,
           (array_agg(d.opening_base ORDER BY d.day))[1] AS opening_base,
           (array_agg(d.closing_base ORDER BY d.day DESC))[1] AS closing_base,
           sum(d.gross_adds) AS gross_adds, sum(d.disconnections) AS disconnections,
           sum(d.service_revenue_micros) AS service_revenue_micros
    FROM (VALUES ('last_month', $1::date, $2::date), ('this_month', $2::date, $3::date)) AS p (period, begins, ends)
    JOIN analytics.day_flow d ON d.day >= p.begins AND d.day < p.ends
    GROUP BY p.period, d.tariff_group),
  largest AS (
    SELECT tariff_group FROM flows GROUP BY tariff_group ORDER BY max(closing_base) DESC, tariff_group LIMIT $4)
  SELECT f.period, coalesce(l.tariff_group, 'other') AS tariff_group,
         (sum(f.service_revenue_micros) / 1000000)::float8 AS service_revenue,
         (sum(f.opening_base + f.closing_base) / 2)::float8 AS average_subscribers,
         sum(f.gross_adds)::float8 AS gross_adds, sum(f.disconnections)::float8 AS disconnections,
         sum(f.closing_base)::float8 AS closing_base
  FROM flows f
  LEFT JOIN largest l ON l.tariff_group = f.tariff_group
  GROUP BY 1, 2)sql"};

// What count_lines found, of the $1 largest tariff groups and of the rest as `other`.
inline constexpr db::query list_line_counts{"analytics.list_line_counts", R"sql(
  WITH largest AS (
    SELECT tariff_group FROM analytics.line_count ORDER BY in_base DESC, tariff_group LIMIT $1)
  SELECT coalesce(l.tariff_group, 'other') AS tariff_group, sum(n.active)::float8 AS active,
         sum(n.rolled_up - n.in_base)::float8 AS difference
  FROM analytics.line_count n
  LEFT JOIN largest l ON l.tariff_group = n.tariff_group
  GROUP BY 1)sql"};

inline constexpr const db::query* all[] = {
    &record_move,   &lock_roll_up,          &record_roll_up,          &forget_days,        &forget_charge_marks,
    &queue_all_moves, &find_first_waiting_move, &take_waiting_moves,  &are_moves_waiting,  &count_moves,
    &list_days,     &record_days,           &add_new_charges,         &record_job,         &sum_periods,
    &is_tariff_group_known, &find_rolled_to, &count_lines,            &find_job,           &list_jobs,
    &list_current_figures, &list_line_counts};

}  // namespace analytics::sql
