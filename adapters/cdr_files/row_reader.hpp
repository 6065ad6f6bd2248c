// Rows of a delimited text file, one at a time, each with its place: RFC 4180 with any separator, comments and blank
// lines passed over. A row that cannot be read is told, and reading goes on at the next line. (core::csv_reader wants
// the whole text at once; a switch's file may be larger than memory, and an interrupted load goes on in its middle.)
#pragma once

#include <istream>
#include <string>

#include "adapters/cdr_files/record_reader.hpp"

namespace cdr_files {

struct row_rules {
  char separator = ',';  // a newline: a row is one field
  bool quoted = true;   // `"` begins a field in which separators and line ends are text, and `""` is one quote
  std::string comment;  // rows that begin so are passed over; empty: none do
};

class row_reader final : public record_reader {
 public:
  // Reads on from `from`: the beginning, or a row's `next`.
  row_reader(std::istream& in, row_rules rules, row_place from = {});
  bool next(row& into) override;
  void skip_line();      // whatever stands in it
  [[nodiscard]] row_place here() const override { return here_; }

 private:
  enum class line_end { none, newline, too_long };
  line_end append_line(std::string& to);
  void read_row(row& into);

  std::istream& in_;
  row_rules rules_;
  row_place here_;
};

}  // namespace cdr_files
