// What each role may do: one table, and the only place that knows it.
#pragma once

#include <vector>

#include "store/user.hpp"
#include "web/http.hpp"

namespace store {

std::vector<web::right> rights_of_role(user_role role);
web::caller caller_of(const user& who);

}  // namespace store
