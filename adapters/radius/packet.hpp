// RADIUS packets (RFC 2865, 2866, 5176): read in place with every length checked, proven by their shared secret, written.
// One codec for accounting, which we answer, and for CoA and Disconnect, which we ask; their authenticators are alike.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"

namespace radius {

inline constexpr std::size_t packet_bytes_max = 4'096;  // RFC 2865 3

enum class code : std::uint8_t {
  accounting_request = 4,
  accounting_response = 5,
  disconnect_request = 40,
  disconnect_ack = 41,
  disconnect_nak = 42,
  coa_request = 43,
  coa_ack = 44,
  coa_nak = 45,
};

using authenticator = std::array<std::uint8_t, 16>;

struct attribute {
  std::uint8_t type = 0;
  std::uint32_t vendor = 0;  // 0: not of a vendor; else `type` is the vendor's (RFC 2865 5.26)
  std::string_view value;
};

// What arrived; the values point into its bytes.
struct packet {
  std::uint8_t code = 0, id = 0;
  radius::authenticator authenticator{};
  std::vector<attribute> attributes;
  std::string_view bytes;  // as long as its length says: what follows on the wire is padding

  [[nodiscard]] const attribute* find(std::uint8_t type, std::uint32_t vendor = 0) const;
  [[nodiscard]] std::string_view text(std::uint8_t type, std::uint32_t vendor = 0) const;  // empty: not there
  [[nodiscard]] std::optional<std::uint32_t> number(std::uint8_t type, std::uint32_t vendor = 0) const;
};

// Nothing: shorter or longer than it says, or an attribute leads past the end.
std::optional<packet> read_packet(std::string_view datagram);

// Is it from somebody who knows the secret? Of requests whose authenticator is a digest: accounting, CoA, Disconnect.
bool proves_request(const packet& it, std::string_view secret);
// Is it the answer to a request of ours with this id and authenticator?
bool proves_response(const packet& it, std::uint8_t id, const radius::authenticator& of_request, std::string_view secret);

// An attribute as bytes; a value is at most 253 long (247 of a vendor's), more is cut off.
std::string write_attribute(std::uint8_t type, std::string_view value, std::uint32_t vendor = 0);
std::string write_attribute(std::uint8_t type, std::uint32_t value, std::uint32_t vendor = 0);
std::string write_request(code what, std::uint8_t id, std::string_view attributes, std::string_view secret);
std::string write_response(code what, const packet& to, std::string_view attributes, std::string_view secret);

}  // namespace radius
