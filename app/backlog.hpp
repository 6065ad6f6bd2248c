// What waits: events not yet sent, and what waits for a person. As gauges, so that an alert can ask how long.
#pragma once

#include "db/database.hpp"

namespace app {

// Reads what every room may read of db and billing, and writes abonent_outbox_*, abonent_events_parked and
// abonent_billing_usage_waiting_records (docs/operating/metrics.md).
void publish_backlog(db::access& any_room);

}  // namespace app
