// The few questions the program itself asks.
#pragma once

#include "db/query.hpp"

namespace app::sql {

inline constexpr db::query alive{"app.alive", "SELECT 1"};
inline constexpr db::query charges_of{"app.charges_of", "SELECT count(*) FROM billing.published_recent_usage WHERE customer_id = $1"};

inline constexpr const db::query* all[] = {&alive, &charges_of};

}  // namespace app::sql
