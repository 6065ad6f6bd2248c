// A folder into which network elements put files: each is loaded once when it has come to rest, oldest first.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "adapters/cdr_files/load_file.hpp"

namespace cdr_files {

struct watch_settings {
  load_settings load;
  std::filesystem::path folder;
  std::filesystem::path loaded_to;   // where files go that are done with, under their own name; empty: they stay
  std::chrono::milliseconds settle{5'000};  // a file that has not changed for so long is whole
};

struct watched_file {
  std::filesystem::path file;
  core::result<load_report> answer;
};

class folder_watch {
 public:
  using moment = std::chrono::steady_clock::time_point;

  explicit folder_watch(watch_settings by) : by_{std::move(by)} {}

  // One look: loads what is whole and tells what became of it. A file that is still written to is waited for, and so is
  // one that says itself that it is not whole (file_incomplete); one that was refused is not tried again until it
  // changes. Ends early, with that answer last, when billing is silent. Throws std::system_error for a folder that
  // cannot be read.
  std::vector<watched_file> look(bus::usage_client& to, layout& by, moment now, const load_progress& progress = {});
  [[nodiscard]] std::size_t waiting() const;  // files seen and not done with

 private:
  struct seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type written;
    moment since;  // when we saw it like this first
    bool done = false;
  };
  std::vector<std::filesystem::path> whole_files(moment now);
  void put_away(const std::filesystem::path& file, seen& of) const;

  watch_settings by_;
  std::map<std::filesystem::path, seen> files_;
};

// The ledger of files: what was loaded of a source, in the order in which it was. Kept in its spool.
struct loaded_file {
  std::string digest, at, name;
  std::uint64_t rows = 0, sent = 0, rejected = 0;
};
std::vector<loaded_file> loaded_files(const std::filesystem::path& spool_dir, const std::string& source);

}  // namespace cdr_files
