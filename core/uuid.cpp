// UUIDs: made from libsodium's generator, read and written as text.
#include "core/uuid.hpp"

#include <sodium.h>

#include <cstring>

namespace core {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void stamp(std::array<std::uint8_t, 16>& bytes, std::uint8_t version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // RFC 9562 4.1: the variant
}

}  // namespace

uuid uuid::make(instant now) {
  std::array<std::uint8_t, 16> bytes{};
  randombytes_buf(bytes.data() + 6, 10);
  auto ms = static_cast<std::uint64_t>(now.micros() / 1000);
  for (int i = 5; i >= 0; --i, ms >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms & 0xFF);
  stamp(bytes, 7);
  return uuid{bytes};
}

uuid uuid::named(std::string_view name) {
  std::array<std::uint8_t, 16> bytes{};
  crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(name.data()), name.size(),
                     nullptr, 0);
  stamp(bytes, 8);
  return uuid{bytes};
}

std::optional<uuid> uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[at++] = static_cast<std::uint8_t>(high * 16 + low);
    i += 2;
  }
  return uuid{bytes};
}

std::optional<uuid> uuid::from_bytes(std::string_view sixteen) {
  if (sixteen.size() != 16) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), sixteen.data(), 16);
  return uuid{bytes};
}

std::string uuid::text() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += digits[bytes_[i] >> 4];
    out += digits[bytes_[i] & 15];
  }
  return out;
}

std::string uuid::bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

}  // namespace core
