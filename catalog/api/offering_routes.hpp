// What is on sale, for the console and, in the shape of TMF620 Product Catalog Management v4, for partner systems.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"

namespace catalog {

std::vector<web::route> offering_routes(db::access catalog);

}  // namespace catalog
