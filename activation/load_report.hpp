// What became of each line of a file that was loaded into stock. A load that stopped half way is repeated with the
// same file: what is there already is counted and left alone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace activation {

struct rejected_line {
  std::size_t line;    // of the file, from 1
  std::string reason;  // a stable word: `not_a_number`, `keys_not_hex`; never what the line said
};

struct load_report {
  std::size_t loaded = 0;
  std::size_t already_there = 0;
  std::vector<rejected_line> rejects;
  bool whole = true;    // false: it stopped early, at the last reject; load the same file again
};

}  // namespace activation
