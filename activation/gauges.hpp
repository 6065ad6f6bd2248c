// What an operator watches: orders that wait for a person, and stock that runs out.
#pragma once

#include "db/tx.hpp"

namespace activation {

void show_gauges(db::tx& t);

}  // namespace activation
