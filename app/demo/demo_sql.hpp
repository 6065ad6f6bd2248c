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

inline constexpr const db::query* all[] = {&active_lines};

}  // namespace app::demo::sql
