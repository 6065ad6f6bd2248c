// What the demo asks of the store: who is there to call.
#pragma once

#include "db/query.hpp"

namespace app::demo::sql {

inline constexpr db::query active_lines{"demo.active_lines", R"sql(
  SELECT s.customer_id, s.subscriber_id, i.kind, i.norm, s.offering_code
  FROM store.subscriber s
  JOIN store.identifier i ON i.customer_id = s.customer_id AND i.subscriber_id = s.subscriber_id
  WHERE s.state = 'active' AND NOT s.scratch AND i.kind IN ('msisdn', 'login') AND i.valid_to IS NULL
  ORDER BY s.subscriber_id LIMIT $1)sql"};

inline constexpr db::query fees_are_due{"demo.fees_are_due", R"sql(
  SELECT EXISTS (SELECT FROM billing.published_next_fee WHERE due_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date))sql"};

// What was charged in each month that is over to those who pay afterwards; what came before the half year that is told, in one.
inline constexpr db::query months_charged{"demo.months_charged", R"sql(
  SELECT customer_id, min(subscriber_id) AS subscriber_id, ended_at, sum(amount_micros)::bigint AS amount_micros, currency
  FROM (
    SELECT r.customer_id, r.subscriber_id, r.amount_micros, r.currency,
           (greatest(date_trunc('month', r.occurred_at AT TIME ZONE p.time_zone) + interval '1 month',
                     date_trunc('month', $1::timestamptz AT TIME ZONE p.time_zone) - interval '6 months')) AT TIME ZONE p.time_zone AS ended_at
    FROM store.billing_account a
    JOIN store.party p ON p.customer_id = a.customer_id
    JOIN billing.published_recognised_charge r ON r.customer_id = a.customer_id
    WHERE a.pays = 'postpaid') AS charges
  WHERE ended_at <= $1
  GROUP BY customer_id, ended_at, currency HAVING sum(amount_micros) > 0
  ORDER BY ended_at, customer_id LIMIT 1000000)sql"};

inline constexpr const db::query* all[] = {&active_lines, &fees_are_due, &months_charged};

}  // namespace app::demo::sql
