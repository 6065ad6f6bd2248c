// What an order leaves in the customer's timeline, one sentence a milestone.
#pragma once

#include "activation/order.hpp"

namespace activation {

void note_accepted(db::tx& t, const service_order& order, const std::string& channel);
void note_completed(db::tx& t, core::instant now, const service_order& order);
void note_held(db::tx& t, core::instant now, const service_order& order);
void note_given_back(db::tx& t, core::instant now, const service_order& order);

}  // namespace activation
