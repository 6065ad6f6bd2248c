// The doors of billing: top-ups, balance, usage and why it cost that, suspense.
#pragma once

#include <vector>

#include "billing/ingest.hpp"
#include "web/http.hpp"

namespace billing {

// `usage` outlives the routes.
std::vector<web::route> billing_routes(db::access billing, ingest& usage);

}  // namespace billing
