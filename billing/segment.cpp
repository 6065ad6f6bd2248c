// A shared advisory lock a writer, an exclusive one for who closes: PostgreSQL's lock queue is fair, a row lock's is not,
// and a stream of writers would keep a closing one waiting for ever.
#include "billing/segment.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "billing/billing_sql.hpp"

namespace billing {

std::int64_t claim_segment(db::tx& t) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    t.send(sql::share_open_segment);
    t.send(sql::open_segment);
    auto answers = t.settle();  // the last two; before them, what the caller has sent
    auto wanted = answers[answers.size() - 2][0].get<std::int64_t>(0);
    // It may have been closed between our look and our lock; then another one is open.
    if (answers.back()[0].get<std::int64_t>(0) == wanted) return wanted;
  }
  throw std::runtime_error{"no segment of the ledger stayed open long enough to be claimed"};
}

std::string segment_table(std::int64_t segment_id) { return fmt::format("billing.ledger_{}", segment_id); }

}  // namespace billing
