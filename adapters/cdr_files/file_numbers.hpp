// Files of an element that numbers them (TS 32.297): which have not come, and what it says it lost.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct numbered_file {
  std::string digest, name;
  std::uint64_t records = 0;  // that were read
};

class file_numbers {
 public:
  static file_numbers parse(std::string_view text);  // of text()
  [[nodiscard]] std::string text() const;

  // What is wrong, in sentences; empty: all is well. The same file again says nothing.
  std::vector<std::string> note(const file_number& of, const numbered_file& read);
  [[nodiscard]] std::size_t missing() const;
  [[nodiscard]] std::vector<std::string> missing_text() const;  // a sentence a node

 private:
  struct node {
    std::uint32_t last = 0;
    std::string digest;  // of the file that had it
    std::set<std::uint32_t> missing;
  };
  void gap(const std::string& name, node& of, std::uint32_t to, std::vector<std::string>& alarms);
  std::map<std::string, node> nodes_;
};

// What an operator should look at: a source of the spool folder each.
struct source_alarms {
  std::string source;
  std::size_t missing_files = 0;
  std::vector<std::string> missing;  // in sentences; over when the files have come
  std::vector<std::string> alarms;   // each with its time; until somebody has seen them
};
std::vector<source_alarms> alarms_in(const std::filesystem::path& spool_dir);
// Somebody has seen them. How many there were.
std::size_t clear_alarms(const std::filesystem::path& spool_dir, const std::string& source);

}  // namespace cdr_files
