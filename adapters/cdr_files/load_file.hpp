// Loading one file of call records into billing: read, batch, keep, send, count. Stopped at any instant it can be run
// again: rows that billing has are not sent as new ones, and rows it has not are sent.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "adapters/cdr_files/layout.hpp"
#include "adapters/cdr_files/spool.hpp"
#include "bus/usage_client.hpp"
#include "core/refusal.hpp"

namespace cdr_files {

struct load_settings {
  std::string source;               // as billing knows it; the client speaks for it
  std::filesystem::path spool_dir;  // holds one folder a source
  std::size_t batch_records = 2'000;
  std::chrono::milliseconds patience{30'000};  // how long billing may be silent before the load gives up
  std::function<core::instant()> now = [] { return core::system_clock{}.now(); };  // of alarms
  // Forget a file that was interrupted and is not there any more as it was: what of it was sent stays counted, and comes
  // again as duplicates if it comes again.
  bool abandon_unfinished = false;
};

struct load_report {
  load_counts counts;
  bool resumed = false;  // an earlier load of this file was interrupted
  // Rows as they stood, to be mended and loaded as a file of their own, and beside it (`.reasons`) why each was
  // rejected. Empty: none was.
  std::filesystem::path rejects;
  std::vector<std::string> alarms;  // what the file says its element lost, and files before it that have not come
};

// Called after each batch; never from another thread.
using load_progress = std::function<void(const load_counts&)>;

// Refused: source_name_wrong, load_running, header_wrong, file_loaded_before, other_file_unfinished,
// source_used_elsewhere, billing_silent, key_refused, batch_refused. Throws std::system_error when a file or the disk
// fails.
core::result<load_report> load_file(bus::usage_client& to, layout& by, const std::filesystem::path& file,
                                    const load_settings& settings, const load_progress& progress = {});

}  // namespace cdr_files
