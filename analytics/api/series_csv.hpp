// A series as a file for a spreadsheet (RFC 4180): one line a point, each with what the figure means.
#pragma once

#include <vector>

#include "analytics/series.hpp"
#include "core/money.hpp"
#include "web/http.hpp"

namespace analytics {

web::response csv_answer(const series_request& what, const std::vector<series>& all, core::currency in);

}  // namespace analytics
