// What billing says on the bus, as abonent.v1 messages.
#pragma once

#include "core/money.hpp"
#include "db/outbox.hpp"

namespace billing {

db::event top_up_received(core::instant at, core::customer_id customer, const core::uuid& top_up_id, const core::money& amount);

}  // namespace billing
