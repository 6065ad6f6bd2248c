// Reading a subscriber: the card in one call, and more of its timeline.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"

namespace care {

std::vector<web::route> card_routes(db::access care);

}  // namespace care
