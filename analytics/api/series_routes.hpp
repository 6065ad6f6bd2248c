// The analyst's page: figures over time and this month so far.
#pragma once

#include <vector>

#include "analytics/settings.hpp"
#include "db/database.hpp"
#include "web/http.hpp"

namespace analytics {

// GET /api/v1/analytics/series?metric=&by=&from=&to=&group=&format=
// GET /api/v1/analytics/summary
std::vector<web::route> routes(db::access analytics, const settings& with);

}  // namespace analytics
