// The two promises find() and get() make about the number of rows.
#include "db/tx.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace db {

void tx::expect_at_most_one(const query& q, std::size_t count) {
  if (count > 1) throw std::logic_error{fmt::format("{} answered {} rows where one was asked for", q.name, count)};
}

void tx::missing(const query& q) { throw std::logic_error{fmt::format("{} found no row where there must be one", q.name)}; }

}  // namespace db
