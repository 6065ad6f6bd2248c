// Ranges of packed digits: a digit is a nibble of 1 to 10 and 0 ends the number, so that `112` is not `1120`. What else a
// keypad has follows: `*`, `#` and the `+` of a number written in full.
#include "billing/prefix_table.hpp"

#include <algorithm>

namespace billing {
namespace {

// 0: nothing a keypad has.
std::uint64_t nibble_of(char symbol) {
  if (symbol >= '0' && symbol <= '9') return static_cast<std::uint64_t>(symbol - '0' + 1);
  return symbol == '*' ? 11 : symbol == '#' ? 12 : symbol == '+' ? 13 : 0;
}

std::uint64_t pack(std::string_view number) {
  std::uint64_t key = 0;
  int shift = 60;
  for (std::size_t i = 0; i < std::min(number.size(), prefix_table::longest); ++i, shift -= 4) {
    auto nibble = nibble_of(number[i]);
    if (nibble == 0) break;  // a name is no number: only the empty prefix fits it
    key |= nibble << shift;
  }
  return key;
}

// The last key that begins with these `length` digits.
std::uint64_t last_of(std::uint64_t key, std::size_t length) {
  return length >= prefix_table::longest ? key : key | (UINT64_MAX >> (4 * length));
}

struct span {
  std::uint64_t first, last;
  std::uint32_t value;
};

// Spans lie inside each other or apart. Laid out from left to right they become ranges that do not overlap: one begins
// where a span begins, and where one ends and the span around it goes on.
class ranges_maker {
 public:
  ranges_maker(std::vector<std::uint64_t>& starts, std::vector<std::uint32_t>& values)
      : starts_{starts}, values_{values} {}

  void open(const span& it) {
    while (open_.size() > 1 && open_.back().last < it.first) close();
    begin_range(it.first, it.value);
    open_.push_back(it);
  }
  void close_all() {
    while (open_.size() > 1) close();  // the outermost ends with the last key there is
  }

 private:
  void close() {
    auto ended = open_.back().last;
    open_.pop_back();
    if (ended != UINT64_MAX) begin_range(ended + 1, open_.back().value);
  }
  void begin_range(std::uint64_t at, std::uint32_t value) {
    if (!starts_.empty() && starts_.back() == at) {
      values_.back() = value;
    } else if (starts_.empty() || values_.back() != value) {
      starts_.push_back(at);
      values_.push_back(value);
    }
  }

  std::vector<std::uint64_t>& starts_;
  std::vector<std::uint32_t>& values_;
  std::vector<span> open_;  // each inside the one before
};

}  // namespace

prefix_table::prefix_table(std::vector<entry> entries) {
  std::vector<span> spans;
  spans.reserve(entries.size() + 1);
  spans.push_back({0, UINT64_MAX, none});
  for (const auto& each : entries) {
    auto first = pack(each.prefix);
    spans.push_back({first, last_of(first, each.prefix.size()), each.value});
  }
  // Outer before inner; of two equal prefixes the later wins, as `none` gives way to an empty prefix.
  std::stable_sort(spans.begin(), spans.end(), [](const span& a, const span& b) {
    return a.first != b.first ? a.first < b.first : a.last > b.last;
  });
  ranges_maker ranges{starts_, values_};
  for (const auto& each : spans) ranges.open(each);
  ranges.close_all();

  shift_ = starts_.size() > 4'096 ? 48 : 52;
  bucket_.resize((std::size_t{1} << (64 - shift_)) + 1);
  std::uint32_t at = 0;
  for (std::size_t b = 0; b < bucket_.size(); ++b) {
    while (at < starts_.size() && (starts_[at] >> shift_) < b) ++at;
    bucket_[b] = at;
  }
}

std::uint32_t prefix_table::find(std::string_view number) const {
  auto key = pack(number);
  auto b = key >> shift_;
  auto first = starts_.begin() + bucket_[b], last = starts_.begin() + bucket_[b + 1];
  auto after = std::upper_bound(first, last, key);
  return values_[static_cast<std::size_t>(after - starts_.begin()) -
                 1];  // range 0 starts at key 0: there is one before
}

}  // namespace billing
