// Reading what is parked.
#include "billing/parked_batch.hpp"

#include "billing/usage_sql.hpp"

namespace billing {

parked_page find_parked(db::tx& t, std::size_t offset, std::size_t limit) {
  return {t.all<parked_batch>(sql::find_parked, offset, limit), t.get<std::int64_t>(sql::count_parked)};
}

}  // namespace billing
