// How long a named query took: a metric, and a line in the log when it was long. Included by db/*.cpp only.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace db {

inline void note_time(std::string_view name, std::chrono::steady_clock::duration took, std::chrono::milliseconds slow) {
  core::observe_seconds("abonent_db_query_seconds", "Time until a named query was answered; of those that travelled together, until all were.",
                        std::chrono::duration<double>(took).count(), {{"query", std::string{name}}});
  if (took > slow)
    core::log::warn("slow query={} ms={}", name, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

}  // namespace db
