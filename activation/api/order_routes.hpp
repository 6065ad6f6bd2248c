// The sales point's doors: ordering, looking after orders, and what lies in stock.
#pragma once

#include <functional>
#include <vector>

#include "core/numbering_plan.hpp"
#include "db/database.hpp"
#include "web/http.hpp"

namespace activation {

// `wake` is called after an order was committed: the worker need not wait for its next round.
std::vector<web::route> order_routes(db::access activation, core::numbering_plan plan, std::function<void()> wake);

}  // namespace activation
