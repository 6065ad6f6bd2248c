// Setting up, signing in, users and the audit book over HTTP.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "web/http.hpp"
#include "web/rate_limit.hpp"

namespace store {

// `sign_ins` bounds attempts of one address over all accounts: a password costs 30 ms of CPU to look at, and a list of
// stolen ones tries each account once. A whole desk that arrives at nine behind one address still gets in.
std::vector<web::route> access_routes(db::access store_room, web::rate sign_ins = {2, 100});

}  // namespace store
