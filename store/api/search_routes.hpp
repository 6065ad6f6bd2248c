// `POST /api/v1/search`: a body, not a URL, because what is searched for is personal (no MSISDN in a URL or a log
// line).
#pragma once

#include <vector>

#include "core/numbering_plan.hpp"
#include "db/database.hpp"
#include "web/http.hpp"

namespace store {

std::vector<web::route> search_routes(db::access store, core::numbering_plan plan);

}  // namespace store
