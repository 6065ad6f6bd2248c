// The end of an order: everything it promised is so, or everything it had taken is given back.
#pragma once

#include "activation/order.hpp"

namespace activation {

struct stock_rules {
  core::duration quarantine = std::chrono::days{90};  // before another person gets the number
};

// The network has done all there was to do: the line moves, stock changes hands, and the event is said.
void complete_order(db::tx& t, core::instant now, service_order& order, const stock_rules& rules);
// The network has let go of everything: stock is free again and the line is as it was, or was never there.
void finish_release(db::tx& t, core::instant now, service_order& order);
// The network could not be brought to a known state: a person must look.
void park_order(db::tx& t, core::instant now, service_order& order, const std::string& reason);

}  // namespace activation
