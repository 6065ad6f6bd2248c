// The doors of billing: top-ups, balance, usage and why it cost that, parked batches; and those of suspense.
#pragma once

#include <vector>

#include "billing/ingest.hpp"
#include "web/http.hpp"

namespace billing {

// `usage` outlives the routes.
std::vector<web::route> billing_routes(db::access billing, ingest& usage);

// Records without a price: seen, searched, recycled, mended, written off. `usage` outlives the routes.
std::vector<web::route> suspense_routes(db::access billing, ingest& usage);

}  // namespace billing
