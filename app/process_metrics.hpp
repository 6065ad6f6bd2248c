// What every program that Prometheus watches says of itself, by the names every client library gives it.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace app {

// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds, process_max_fds,
// process_start_time_seconds; those that /proc does not tell are left out.
std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace app
