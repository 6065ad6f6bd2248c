// TMF629 Customer Management v4, reading: the list a partner system pages through, and one customer.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"

namespace store {

std::vector<web::route> customer_routes(db::access store);

}  // namespace store
