// What this room says to the others, as it goes over the bus.
#pragma once

#include "activation/order.hpp"
#include "db/outbox.hpp"
#include "store/subscriber.hpp"

namespace activation {

db::event subscriber_activated(const service_order& order, const store::subscriber& line, core::instant now);
db::event subscriber_terminated(const service_order& order, const store::subscriber& line, core::instant now);
db::event subscriber_suspended(const service_order& order, core::instant now);
db::event subscriber_resumed(const service_order& order, core::instant now);
// An order may be held more than once: each time is a fact of its own.
db::event order_parked(const service_order& order, core::instant now);

}  // namespace activation
