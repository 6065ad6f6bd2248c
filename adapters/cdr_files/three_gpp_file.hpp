// The files that 3GPP elements write: TS 32.297 (a header of the file, a header a record), records one after another
// without headers, and what was rejected, which is written down as lines of hexadecimal digits.
#pragma once

#include <memory>

#include "adapters/cdr_files/layout.hpp"

namespace cdr_files {

struct three_gpp_start {
  std::unique_ptr<record_reader> records;
  std::optional<file_number> numbered;  // a file with a header has one
};

// Which of the three it is, is seen by its first bytes. Refused: file_incomplete, header_wrong.
core::result<three_gpp_start> open_three_gpp(std::istream& in, row_place from);

}  // namespace cdr_files
