// The program's own queries: is the database there, how much waits, and where.
#pragma once

#include "db/query.hpp"

namespace app::sql {

// Counting a very long outbox would itself be slow: past a hundred thousand it is long enough.
inline constexpr db::query find_outbox{"app.find_outbox", R"sql(
  SELECT (SELECT count(*) FROM (SELECT FROM db.outbox LIMIT 100000) AS bounded)::float8 AS pending,
         (SELECT extract(epoch FROM occurred_at) FROM db.outbox ORDER BY said_order LIMIT 1)::float8 AS oldest_at_seconds)sql"};

inline constexpr db::query list_parked_events{"app.list_parked_events", R"sql(
  SELECT consumer AS name, count(*)::float8 AS number FROM db.parked_event WHERE resolved_at IS NULL GROUP BY consumer)sql"};

inline constexpr db::query list_waiting_usage{"app.list_waiting_usage", R"sql(
  SELECT reason AS name, records::float8 AS number FROM billing.published_waiting_usage)sql"};

inline constexpr db::query is_alive{"app.is_alive", "SELECT 1"};

// As care sees them: what `abonent check` must find.
inline constexpr db::query charges_of{"app.charges_of", "SELECT count(*) FROM billing.published_recent_usage WHERE customer_id = $1"};

inline constexpr const db::query* all[] = {&charges_of, &find_outbox, &list_parked_events, &list_waiting_usage, &is_alive};

}  // namespace app::sql
