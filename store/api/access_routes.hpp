// Setting up, signing in, users and the audit book over HTTP.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"

namespace store {

std::vector<web::route> access_routes(db::access store_room);

}  // namespace store
