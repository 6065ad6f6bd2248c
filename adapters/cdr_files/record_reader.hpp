// Records of a file one at a time, each with its place: an interrupted load goes on at the record after the last it kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cdr_files {

struct row_place {
  std::uint64_t offset = 0;  // bytes from the beginning of the file
  std::uint64_t line = 1;    // or the number of the record, where a file has no lines
  friend bool operator==(const row_place&, const row_place&) = default;
};

struct row {
  std::vector<std::string> fields;  // of a record that is a row of fields
  std::string raw;                  // as it stands in the file, without its line end
  std::string wrong;                // not empty: why it could not be split
  row_place at, next;
};

inline constexpr std::size_t row_bytes_max = 65'536;

class record_reader {
 public:
  virtual ~record_reader() = default;
  virtual bool next(row& into) = 0;  // false: the end of the file
  [[nodiscard]] virtual row_place here() const = 0;
};

}  // namespace cdr_files
