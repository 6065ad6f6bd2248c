// Batches that failed three times: kept whole, seen by a person, tried again when they say so (ingest::retry_parked).
#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "db/tx.hpp"

namespace billing {

struct parked_batch {
  std::string source;
  std::int64_t epoch = 0, sequence = 0;
  std::string because;
  core::instant received_at;
};
BOOST_DESCRIBE_STRUCT(parked_batch, (), (source, epoch, sequence, because, received_at))

struct parked_page {
  std::vector<parked_batch> batches;
  std::int64_t total = 0;
};
parked_page find_parked(db::tx& t, std::size_t offset, std::size_t limit);  // oldest first

}  // namespace billing
