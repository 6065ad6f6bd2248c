// Rows of comma-separated files (RFC 4180, and what spreadsheets and switches make of it): any separator, quotes where
// a field needs them, line ends of every system. One broken row is one broken row: the next line is read again.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace core {

struct csv_dialect {
  char separator = ',';
  char quote = '"';  // '\0': quotes are letters like any other
};

struct csv_row {
  std::size_t line = 0;                  // where it begins, from 1
  std::size_t offset = 0;                // bytes before it
  std::string_view raw;                  // as it stands in the file, without its line end
  std::vector<std::string_view> fields;  // without quotes; good until the next row is read
  std::string_view broken;               // what is wrong with it; empty: nothing
};

class csv_reader {
 public:
  explicit csv_reader(std::string_view text, csv_dialect how = {}) : text_{text}, how_{how} {}
  // False at the end. Empty lines are passed over.
  bool next(csv_row& into);

 private:
  void read_row(csv_row& into);
  bool read_quoted(csv_row& into, std::size_t& at);
  void break_row(csv_row& into, std::string_view why);
  [[nodiscard]] std::size_t line_end(std::size_t from) const;
  void pass_line_end(std::size_t at);

  std::string_view text_;
  csv_dialect how_;
  std::size_t at_ = 0, line_ = 1;
  std::deque<std::string> unquoted_;  // fields that held doubled quotes
};

// Of comma, semicolon, tab and bar, the one that stands most often outside quotes in the first line.
char guess_separator(std::string_view text, char quote = '"');

// A field for a file of ours: quoted where it must be.
std::string csv_field(std::string_view text, char separator = ',');
// The same for a file that a spreadsheet will open: a text that begins like a formula is made a text (OWASP
// ASVS 1.2.10).
std::string csv_export_field(std::string_view text, char separator = ',');

}  // namespace core
