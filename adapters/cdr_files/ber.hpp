// ITU-T X.690 basic encoding, read in place: tags, lengths and values, each checked against what is there. No recursion:
// a value's inside is read by another reader when somebody asks for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cdr_files {

struct ber_value {
  bool context = false;  // context-specific, the class of every field of a TS 32.298 record
  bool constructed = false;
  std::uint32_t tag = 0;
  std::string_view bytes;
};

class ber_reader {
 public:
  explicit ber_reader(std::string_view in) : rest_{in} {}
  bool next(ber_value& into);                   // false: the end, or not sound
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool sound_ = true;
};

// How many bytes the value at the front takes, its tag and length included. Nothing: it is not whole, or none.
std::optional<std::size_t> ber_size(std::string_view front);
// INTEGER and ENUMERATED. Nothing: empty, or more than 64 bits.
std::optional<std::int64_t> ber_integer(std::string_view bytes);

}  // namespace cdr_files
