// Longest prefix of a number, in two memory touches: prefixes are laid out as disjoint ranges of packed digits, found
// by their first four and then by halving. Built once, never changed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace billing {

class prefix_table {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::size_t longest = 16;  // digits that count; E.164 allows 15

  struct entry {
    std::string_view prefix;  // digits; empty: everything
    std::uint32_t value;
  };
  explicit prefix_table(std::vector<entry> entries);

  // The value of the longest prefix, or `none`.
  [[nodiscard]] std::uint32_t find(std::string_view number) const;
  [[nodiscard]] std::size_t ranges() const { return starts_.size(); }

 private:
  std::vector<std::uint64_t> starts_;  // range i is [starts_[i], starts_[i + 1])
  std::vector<std::uint32_t> values_;
  std::vector<std::uint32_t> bucket_;  // by the first three or four digits: the first range that starts in it
  int shift_ = 52;                     // what is left of a key after its bucket
};

}  // namespace billing
