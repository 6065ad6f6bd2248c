// Read from the spool, which loads keep, whichever process they run in.
#include "app/usage_files.hpp"

#include "adapters/cdr_files/file_numbers.hpp"
#include "core/metrics.hpp"

namespace app {

void publish_usage_files(const std::filesystem::path& data_dir) {
  core::gauge_series missing, alarms;
  for (const auto& each : cdr_files::alarms_in(data_dir / "spool")) {
    core::labels of{{"source", each.source}};
    missing.emplace_back(of, static_cast<double>(each.missing_files));
    alarms.emplace_back(of, static_cast<double>(each.alarms.size()));
  }
  core::replace_gauge("abonent_usage_files_missing", "Numbered files of network elements that have not come.", missing);
  core::replace_gauge("abonent_usage_files_alarms", "What files of network elements say was lost; until somebody has seen it.", alarms);
}

}  // namespace app
