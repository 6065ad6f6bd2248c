// UUID version 7 (RFC 9562 5.7): time first, so that indexes stay warm. Made by whoever may have to retry.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace core {

class uuid {
 public:
  constexpr uuid() = default;  // the nil UUID
  constexpr explicit uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_{bytes} {}

  static uuid make(instant now);  // version 7; random part from libsodium
  static std::optional<uuid> parse(std::string_view text);         // 8-4-4-4-12 hex, any case
  static std::optional<uuid> from_bytes(std::string_view sixteen);  // as the bus carries it
  // The same name always gives the same UUID (version 8, BLAKE2b): for facts whose identity is their content.
  static uuid named(std::string_view name);

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string bytes() const;  // sixteen raw bytes
  [[nodiscard]] const std::array<std::uint8_t, 16>& array() const { return bytes_; }
  [[nodiscard]] bool empty() const { return *this == uuid{}; }
  friend constexpr auto operator<=>(const uuid&, const uuid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace core
