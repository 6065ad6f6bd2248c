// Writing at the desk: contacts, complaints, surveys. Each needs an Idempotency-Key: a second click is not a second
// complaint.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"

namespace care {

std::vector<web::route> desk_routes(db::access care);

}  // namespace care
