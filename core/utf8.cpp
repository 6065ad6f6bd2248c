// UTF-8 by the table of RFC 3629 section 4.
#include "core/utf8.hpp"

namespace core {
namespace {

struct lead {
  unsigned char from, to;                // of the first byte
  unsigned char second_from, second_to;  // of the second; the others are 80..BF
  int length;
};

constexpr lead leads[] = {
    {0x01, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

// How many bytes of a right character begin here; 0: none do.
std::size_t length_at(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (const auto& it : leads) {
    if (byte(0) < it.from || byte(0) > it.to) continue;
    auto length = static_cast<std::size_t>(it.length);
    if (text.size() < length) return 0;
    if (length > 1 && (byte(1) < it.second_from || byte(1) > it.second_to)) return 0;
    for (std::size_t i = 2; i < length; ++i)
      if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    return length;
  }
  return 0;
}

}  // namespace

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (auto byte = static_cast<unsigned char>(text[at]);
        byte - 1u < 0x7Fu) {  // ASCII, which nearly everything is: the usage of millions passes here
      ++at;
      continue;
    }
    auto length = length_at(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace core
