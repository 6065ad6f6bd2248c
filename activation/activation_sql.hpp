// Every query of this room.
#pragma once

#include "db/query.hpp"

namespace activation::sql {

// Stock: numbers. A move is an UPDATE that names the state it starts from; touching no row means somebody was faster.

inline constexpr db::query lock_number{"activation.lock_number", R"sql(
  SELECT msisdn, state, customer_id, subscriber_id, order_id, since, quarantine_until
  FROM activation.number WHERE msisdn = $1 FOR UPDATE)sql"};

inline constexpr db::query lock_free_number{"activation.lock_free_number", R"sql(
  SELECT msisdn, state, customer_id, subscriber_id, order_id, since, quarantine_until
  FROM activation.number WHERE state = 'free' ORDER BY msisdn LIMIT 1 FOR UPDATE SKIP LOCKED)sql"};

inline constexpr db::query hold_number{"activation.hold_number", R"sql(
  UPDATE activation.number SET state = 'held', customer_id = $2, subscriber_id = $3, order_id = $4, since = $5
  WHERE msisdn = $1 AND state = 'free')sql"};

inline constexpr db::query assign_number{"activation.assign_number", R"sql(
  UPDATE activation.number SET state = 'assigned', order_id = NULL, since = $3
  WHERE msisdn = $1 AND state = 'held' AND order_id = $2)sql"};

inline constexpr db::query release_number{"activation.release_number", R"sql(
  UPDATE activation.number SET state = 'free', customer_id = NULL, subscriber_id = NULL, order_id = NULL, since = $3
  WHERE msisdn = $1 AND state = 'held' AND order_id = $2)sql"};

// A line that was imported may have a number that never lay in stock: it comes in now.
inline constexpr db::query rest_number{"activation.rest_number", R"sql(
  INSERT INTO activation.number AS n (msisdn, state, customer_id, subscriber_id, since, quarantine_until)
  VALUES ($1, 'quarantine', $2, $3, $4, $5)
  ON CONFLICT (msisdn) DO UPDATE SET state = 'quarantine', customer_id = $2, subscriber_id = $3, order_id = NULL, since = $4,
                                     quarantine_until = $5
  WHERE n.state = 'free' OR n.subscriber_id = $3)sql"};

// Stock learns of a line that was sold elsewhere.
inline constexpr db::query note_number_in_use{"activation.note_number_in_use", R"sql(
  UPDATE activation.number SET state = 'assigned', customer_id = $2, subscriber_id = $3, since = $4
  WHERE msisdn = $1 AND state = 'free')sql"};

inline constexpr db::query end_quarantine{"activation.end_quarantine", R"sql(
  UPDATE activation.number SET state = 'free', customer_id = NULL, subscriber_id = NULL, quarantine_until = NULL, since = $1
  WHERE msisdn IN (SELECT msisdn FROM activation.number WHERE state = 'quarantine' AND quarantine_until <= $1
                   ORDER BY quarantine_until LIMIT $2 FOR UPDATE SKIP LOCKED))sql"};

inline constexpr db::query load_numbers{"activation.load_numbers", R"sql(
  INSERT INTO activation.number (msisdn, since) SELECT unnest($1::text[]), $2 ON CONFLICT (msisdn) DO NOTHING)sql"};

inline constexpr db::query list_numbers{"activation.list_numbers", R"sql(
  SELECT msisdn, state, customer_id, subscriber_id, order_id, since, quarantine_until
  FROM activation.number WHERE state = $1 ORDER BY msisdn LIMIT $2 OFFSET $3)sql"};

inline constexpr db::query count_numbers{"activation.count_numbers", R"sql(
  SELECT count(*) FROM activation.number WHERE state = $1)sql"};

// Stock: SIM cards.

inline constexpr db::query lock_sim{"activation.lock_sim", R"sql(
  SELECT iccid, imsi, state, customer_id, subscriber_id, order_id, since
  FROM activation.sim WHERE iccid = $1 FOR UPDATE)sql"};

inline constexpr db::query lock_available_sim{"activation.lock_available_sim", R"sql(
  SELECT iccid, imsi, state, customer_id, subscriber_id, order_id, since
  FROM activation.sim WHERE state = 'available' ORDER BY iccid LIMIT 1 FOR UPDATE SKIP LOCKED)sql"};

inline constexpr db::query hold_sim{"activation.hold_sim", R"sql(
  UPDATE activation.sim SET state = 'held', customer_id = $2, subscriber_id = $3, order_id = $4, since = $5
  WHERE iccid = $1 AND state = 'available')sql"};

inline constexpr db::query assign_sim{"activation.assign_sim", R"sql(
  UPDATE activation.sim SET state = 'assigned', order_id = NULL, since = $3
  WHERE iccid = $1 AND state = 'held' AND order_id = $2)sql"};

inline constexpr db::query release_sim{"activation.release_sim", R"sql(
  UPDATE activation.sim SET state = 'available', customer_id = NULL, subscriber_id = NULL, order_id = NULL, since = $3
  WHERE iccid = $1 AND state = 'held' AND order_id = $2)sql"};

inline constexpr db::query retire_sim{"activation.retire_sim", R"sql(
  INSERT INTO activation.sim AS s (iccid, imsi, state, customer_id, subscriber_id, since)
  VALUES ($1, $2, 'retired', $3, $4, $5)
  ON CONFLICT (iccid) DO UPDATE SET state = 'retired', customer_id = $3, subscriber_id = $4, order_id = NULL, since = $5
  WHERE s.state = 'available' OR s.subscriber_id = $4)sql"};

inline constexpr db::query note_sim_in_use{"activation.note_sim_in_use", R"sql(
  UPDATE activation.sim SET state = 'assigned', customer_id = $2, subscriber_id = $3, since = $4
  WHERE iccid = $1 AND state = 'available')sql"};

inline constexpr db::query find_cards{"activation.find_cards", R"sql(
  SELECT iccid, imsi FROM activation.sim WHERE iccid = $1 OR imsi = $2)sql"};

inline constexpr db::query load_sims{"activation.load_sims", R"sql(
  INSERT INTO activation.sim (iccid, imsi, since) SELECT unnest($1::text[]), unnest($2::text[]), $3
  ON CONFLICT DO NOTHING)sql"};

inline constexpr db::query list_sims{"activation.list_sims", R"sql(
  SELECT iccid, imsi, state, customer_id, subscriber_id, order_id, since
  FROM activation.sim WHERE state = $1 ORDER BY iccid LIMIT $2 OFFSET $3)sql"};

inline constexpr db::query count_sims{"activation.count_sims", R"sql(
  SELECT count(*) FROM activation.sim WHERE state = $1)sql"};

// Orders.

// Two requests with one id, at once and perhaps for a customer who does not exist yet: one waits for the other.
inline constexpr db::query lock_order_id{"activation.lock_order_id", R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended('activation.order:' || $1::text, 0)))sql"};

inline constexpr db::query find_order{"activation.find_order", R"sql(
  SELECT customer_id, order_id, kind, state, ends_as, subscriber_id, offering_code, iccid, imsi, msisdn, login, detail,
         reason, digest, accepted_at, accepted_by, finished_at
  FROM activation.service_order WHERE order_id = $1)sql"};

inline constexpr db::query lock_order{"activation.lock_order", R"sql(
  SELECT customer_id, order_id, kind, state, ends_as, subscriber_id, offering_code, iccid, imsi, msisdn, login, detail,
         reason, digest, accepted_at, accepted_by, finished_at
  FROM activation.service_order WHERE customer_id = $1 AND order_id = $2 FOR UPDATE)sql"};

inline constexpr db::query find_open_order{"activation.find_open_order", R"sql(
  SELECT order_id FROM activation.service_order
  WHERE customer_id = $1 AND subscriber_id = $2 AND state IN ('acknowledged', 'in_progress', 'held', 'releasing'))sql"};

inline constexpr db::query accept_order{"activation.accept_order", R"sql(
  INSERT INTO activation.service_order (customer_id, order_id, kind, state, subscriber_id, offering_code, iccid, imsi, msisdn,
                                        login, detail, digest, accepted_at, accepted_by)
  VALUES ($1, $2, $3, 'acknowledged', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))sql"};

inline constexpr db::query move_order{"activation.move_order", R"sql(
  UPDATE activation.service_order SET state = $4, ends_as = $5, reason = $6, finished_at = $7
  WHERE customer_id = $1 AND order_id = $2 AND state = $3)sql"};

inline constexpr db::query list_orders{"activation.list_orders", R"sql(
  SELECT customer_id, order_id, kind, state, ends_as, subscriber_id, offering_code, iccid, imsi, msisdn, login, detail,
         reason, digest, accepted_at, accepted_by, finished_at
  FROM activation.service_order WHERE $1::text IS NULL OR state = $1
  ORDER BY accepted_at DESC, order_id DESC LIMIT $2 OFFSET $3)sql"};

inline constexpr db::query count_orders{"activation.count_orders", R"sql(
  SELECT count(*) FROM activation.service_order WHERE $1::text IS NULL OR state = $1)sql"};

inline constexpr db::query count_desk{"activation.count_desk", R"sql(
  SELECT (SELECT count(*) FROM activation.service_order WHERE state = 'held') AS held_orders,
         (SELECT count(*) FROM activation.service_order
          WHERE state IN ('acknowledged', 'in_progress', 'held', 'releasing')) AS open_orders,
         (SELECT count(*) FROM activation.number WHERE state = 'free') AS free_numbers,
         (SELECT count(*) FROM activation.sim WHERE state = 'available') AS available_sims)sql"};

// Errands.

inline constexpr db::query add_errand{"activation.add_errand", R"sql(
  INSERT INTO activation.errand (customer_id, order_id, step, errand_id, action, undoes, state, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

inline constexpr db::query errands_of{"activation.errands_of", R"sql(
  SELECT step, errand_id, action, undoes, state, tries, due_at, reason
  FROM activation.errand WHERE customer_id = $1 AND order_id = $2 ORDER BY step)sql"};

// Both rows are locked or neither is waited for: whoever works on the order right now will leave the errand right.
inline constexpr db::query take_due_errands{"activation.take_due_errands", R"sql(
  WITH due AS (
    SELECT e.customer_id, e.order_id, e.step, e.maybe_sent
    FROM activation.errand e JOIN activation.service_order o USING (customer_id, order_id)
    WHERE (e.state = 'due' AND e.due_at <= $1) OR (e.state = 'under_way' AND e.leased_until <= $1)
    ORDER BY e.due_at LIMIT $4 FOR UPDATE OF e, o SKIP LOCKED
  ), begun AS (
    UPDATE activation.service_order o SET state = 'in_progress' FROM due
    WHERE o.customer_id = due.customer_id AND o.order_id = due.order_id AND o.state = 'acknowledged'
  ), taken AS (
    UPDATE activation.errand e SET state = 'under_way', tries = e.tries + 1, leased_by = $2, leased_until = $3,
                                   maybe_sent = true
    FROM due WHERE e.customer_id = due.customer_id AND e.order_id = due.order_id AND e.step = due.step
    RETURNING e.customer_id, e.order_id, e.step, e.errand_id, e.action, e.undoes, e.tries, e.leased_until, due.maybe_sent
  )
  SELECT t.customer_id, t.order_id, t.step, t.errand_id, t.action, t.undoes, t.tries, t.maybe_sent, t.leased_until, o.imsi,
         o.msisdn, o.login
  FROM taken t JOIN activation.service_order o USING (customer_id, order_id))sql"};

// Only whoever still holds the lease may say how it went.
inline constexpr db::query lock_leased_errand{"activation.lock_leased_errand", R"sql(
  SELECT step, errand_id, action, undoes, state, tries, due_at, reason FROM activation.errand
  WHERE customer_id = $1 AND order_id = $2 AND step = $3 AND state = 'under_way' AND leased_by = $4 AND leased_until = $5
  FOR UPDATE)sql"};

inline constexpr db::query settle_errand{"activation.settle_errand", R"sql(
  UPDATE activation.errand SET state = $4, reason = $5, due_at = $6, maybe_sent = $7, leased_by = NULL, leased_until = NULL
  WHERE customer_id = $1 AND order_id = $2 AND step = $3)sql"};

inline constexpr db::query find_order_of_errand{"activation.find_order_of_errand", R"sql(
  SELECT order_id FROM activation.errand WHERE errand_id = $1)sql"};

inline constexpr db::query lock_open_errand{"activation.lock_open_errand", R"sql(
  SELECT step, errand_id, action, undoes, state, tries, due_at, reason FROM activation.errand
  WHERE customer_id = $1 AND order_id = $2 AND errand_id = $3 AND state IN ('due', 'under_way')
  FOR UPDATE)sql"};

inline constexpr db::query hurry_errands{"activation.hurry_errands", R"sql(
  UPDATE activation.errand SET state = 'due', due_at = $1, leased_by = NULL, leased_until = NULL
  WHERE (customer_id, order_id, step) IN (
    SELECT customer_id, order_id, step FROM activation.errand
    WHERE state = 'under_way' OR (state = 'due' AND due_at > $1) FOR UPDATE SKIP LOCKED))sql"};

inline constexpr db::query next_errand_due{"activation.next_errand_due", R"sql(
  UPDATE activation.errand SET state = 'due', due_at = $3
  WHERE customer_id = $1 AND order_id = $2 AND state = 'waiting'
    AND step = (SELECT min(step) FROM activation.errand WHERE customer_id = $1 AND order_id = $2 AND state = 'waiting'))sql"};

inline constexpr db::query drop_errands{"activation.drop_errands", R"sql(
  UPDATE activation.errand SET state = 'dropped'
  WHERE customer_id = $1 AND order_id = $2 AND NOT undoes AND state IN ('waiting', 'due', 'parked'))sql"};

inline constexpr db::query retry_errand{"activation.retry_errand", R"sql(
  UPDATE activation.errand SET state = 'due', tries = 0, due_at = $3
  WHERE customer_id = $1 AND order_id = $2 AND state = 'parked')sql"};

inline constexpr db::query resume_errands{"activation.resume_errands", R"sql(
  UPDATE activation.errand SET state = 'due', due_at = $2, leased_by = NULL, leased_until = NULL
  WHERE state = 'under_way' AND leased_by = $1)sql"};

inline constexpr const db::query* all[] = {
    &lock_number, &lock_free_number, &hold_number, &assign_number, &release_number, &rest_number, &note_number_in_use, &end_quarantine,
    &load_numbers, &list_numbers, &count_numbers, &lock_sim, &lock_available_sim, &hold_sim, &assign_sim, &release_sim,
    &retire_sim, &note_sim_in_use, &find_cards, &load_sims, &list_sims, &count_sims, &lock_order_id, &find_order, &lock_order,
    &find_open_order, &accept_order, &move_order, &list_orders, &count_orders, &count_desk, &add_errand, &errands_of,
    &take_due_errands, &lock_leased_errand, &settle_errand, &find_order_of_errand, &lock_open_errand, &hurry_errands, &next_errand_due, &drop_errands, &retry_errand, &resume_errands};

}  // namespace activation::sql
