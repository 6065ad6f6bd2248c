// Walks the bytes of one protobuf message without copying them (the encoding is at protobuf.dev, "Encoding").
// For the hot path only, where every string would otherwise be copied; a test compares it with the generated code.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/utf8.hpp"

namespace bus {

class proto_cursor {
 public:
  explicit proto_cursor(std::string_view message) : at_{message.data()}, end_{message.data() + message.size()} {}

  // The next field; false at the end and after anything unreadable: ask sound() which of the two it was.
  bool next() {
    if (!sound_ || at_ == end_) return false;
    std::uint64_t tag = 0;
    if (!varint(tag) || tag > UINT32_MAX || tag >> 3 == 0) return fail();
    field_ = static_cast<std::uint32_t>(tag >> 3);
    switch (tag & 7) {
      case 0: return varint(number_) || fail();
      case 1: return skip(8);
      case 2: return length_delimited();
      case 5: return skip(4);
      default: return fail();  // groups: proto3 has none
    }
  }
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] std::uint32_t field() const { return field_; }

  // The field's value; a field of another type than asked for makes the whole message unsound.
  std::uint64_t number() { return expect(kind::number) ? number_ : 0; }
  std::string_view bytes() { return expect(kind::bytes) ? bytes_ : std::string_view{}; }
  std::string_view text() {
    auto it = bytes();
    if (core::first_bad_byte(it)) sound_ = false;
    return it;
  }

 private:
  enum class kind { number, bytes, other };

  bool fail() { return sound_ = false; }
  bool expect(kind wanted) { return kind_ == wanted || fail(); }
  bool varint(std::uint64_t& out) {
    kind_ = kind::number;
    out = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (at_ == end_) return false;
      auto byte = static_cast<std::uint8_t>(*at_++);
      out |= std::uint64_t{byte & 0x7fu} << (shift & 63);
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool skip(std::ptrdiff_t count) {
    kind_ = kind::other;
    if (end_ - at_ < count) return fail();
    at_ += count;
    return true;
  }
  bool length_delimited() {
    std::uint64_t length = 0;
    if (!varint(length) || length > static_cast<std::uint64_t>(end_ - at_)) return fail();
    kind_ = kind::bytes;
    bytes_ = {at_, static_cast<std::size_t>(length)};
    at_ += length;
    return true;
  }

  const char* at_;
  const char* end_;
  bool sound_ = true;
  kind kind_ = kind::other;
  std::uint32_t field_ = 0;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
};

}  // namespace bus
