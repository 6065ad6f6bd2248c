// What the files of network elements tell an operator: which have not come, and what an element lost.
#pragma once

#include <filesystem>

namespace app {

// Gauges of every source that has a spool under `data_dir`.
void publish_usage_files(const std::filesystem::path& data_dir);

}  // namespace app
