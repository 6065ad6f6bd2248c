// Customers from a file: every row is looked at before the first is written; what is wrong is told row by row; a run
// that was interrupted goes on where it stopped, and the same file is not imported twice.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/database.hpp"
#include "store/import_mapping.hpp"

namespace store {

struct import_file {
  std::string name;       // for people: shown in the list of imports
  std::string_view text;  // the whole file; UTF-8, with or without a byte order mark
  import_mapping mapping;
};

struct import_options {
  bool pass_over_rejected = false;  // write the good rows although others are rejected; else nothing is written
  bool pass_over_existing = false;  // a customer who is there already is no mistake; else it is, and never overwritten
  std::size_t rows_at_once = 200;   // of one transaction
};

struct import_report {
  std::size_t rows = 0, added = 0, existing = 0, rejected = 0;
  std::size_t resumed_after_line = 0;       // 0: from the beginning
  std::vector<std::string> unused_columns;  // headers that mean nothing to us
  bool written = false;                     // false: rows were rejected, and nothing was written
};

enum class import_phase { checking, writing };
using import_progress = std::function<void(import_phase, std::size_t done, std::size_t of)>;

// `rejects` receives a file of its own: line, column, what and how before the fields of each rejected row, so that it
// can be mended and imported in turn. Refused: file_unreadable, column_missing, column_twice, import_finished.
core::result<import_report> import_customers(db::access store, core::instant now, const import_file& file,
                                             const import_options& options, std::ostream& rejects,
                                             const import_progress& progress);

}  // namespace store
