// Code, identifier, length, authenticator, attributes: type, length, value.
#include "adapters/radius/packet.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace radius {
namespace {

constexpr std::size_t head_bytes = 20;
constexpr std::uint8_t vendor_specific = 26;

std::uint32_t number_of(std::string_view bytes) {
  std::uint32_t out = 0;
  for (unsigned char each : bytes) out = out << 8 | each;
  return out;
}

std::string bytes_of(std::uint32_t number, int count) {
  std::string out;
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
  return out;
}

// RFC 2866 3: MD5 over the packet with this authenticator in its place, and the secret. (MD5 is what the protocol has.)
authenticator digest(std::string_view packet, const authenticator& in_its_place, std::string_view secret) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> running{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  authenticator out{};
  bool well = running && EVP_DigestInit_ex(running.get(), EVP_md5(), nullptr) == 1 &&
              EVP_DigestUpdate(running.get(), packet.data(), 4) == 1 &&
              EVP_DigestUpdate(running.get(), in_its_place.data(), in_its_place.size()) == 1 &&
              EVP_DigestUpdate(running.get(), packet.data() + head_bytes, packet.size() - head_bytes) == 1 &&
              EVP_DigestUpdate(running.get(), secret.data(), secret.size()) == 1 &&
              EVP_DigestFinal_ex(running.get(), out.data(), nullptr) == 1;
  if (!well) throw std::runtime_error{"this machine's cryptography refuses MD5, which RADIUS is made of"};
  return out;
}

bool same(const authenticator& a, const authenticator& b) { return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; }

std::string unsealed(code what, std::uint8_t id, std::string_view attributes) {
  std::string out{static_cast<char>(what), static_cast<char>(id)};
  out += bytes_of(static_cast<std::uint32_t>(head_bytes + attributes.size()), 2);
  out.append(16, '\0');
  out += attributes;
  return out;
}

std::string sealed(std::string packet, const authenticator& in_its_place, std::string_view secret) {
  auto proof = digest(packet, in_its_place, secret);
  std::copy(proof.begin(), proof.end(), packet.begin() + 4);
  return packet;
}

// RFC 2865 5.26: the vendor's number, then attributes of its own, if it keeps to the custom.
bool read_vendor(std::string_view value, std::vector<attribute>& into) {
  if (value.size() < 4) return false;
  auto vendor = number_of(value.substr(0, 4));
  for (value.remove_prefix(4); !value.empty();) {
    auto length = value.size() >= 2 ? static_cast<unsigned char>(value[1]) : 0u;
    if (length < 2 || length > value.size()) return true;  // a custom of the vendor's own: nothing we read
    into.push_back({static_cast<std::uint8_t>(value[0]), vendor, value.substr(2, length - 2)});
    value.remove_prefix(length);
  }
  return true;
}

}  // namespace

const attribute* packet::find(std::uint8_t type, std::uint32_t vendor) const {
  auto at = std::find_if(attributes.begin(), attributes.end(), [&](const attribute& it) { return it.type == type && it.vendor == vendor; });
  return at == attributes.end() ? nullptr : &*at;
}
std::string_view packet::text(std::uint8_t type, std::uint32_t vendor) const {
  const auto* it = find(type, vendor);
  return it ? it->value : std::string_view{};
}
std::optional<std::uint32_t> packet::number(std::uint8_t type, std::uint32_t vendor) const {
  const auto* it = find(type, vendor);
  return it && it->value.size() == 4 ? std::optional{number_of(it->value)} : std::nullopt;
}

std::optional<packet> read_packet(std::string_view datagram) {
  if (datagram.size() < head_bytes) return std::nullopt;
  auto length = number_of(datagram.substr(2, 2));
  if (length < head_bytes || length > packet_bytes_max || length > datagram.size()) return std::nullopt;
  packet out;
  out.code = static_cast<std::uint8_t>(datagram[0]);
  out.id = static_cast<std::uint8_t>(datagram[1]);
  std::copy_n(datagram.begin() + 4, 16, out.authenticator.begin());
  out.bytes = datagram.substr(0, length);
  for (auto rest = out.bytes.substr(head_bytes); !rest.empty();) {
    auto size = rest.size() >= 2 ? static_cast<unsigned char>(rest[1]) : 0u;
    if (size < 2 || size > rest.size()) return std::nullopt;
    auto type = static_cast<std::uint8_t>(rest[0]);
    auto value = rest.substr(2, size - 2);
    if (type != vendor_specific)
      out.attributes.push_back({type, 0, value});
    else if (!read_vendor(value, out.attributes))
      return std::nullopt;
    rest.remove_prefix(size);
  }
  return out;
}

bool proves_request(const packet& it, std::string_view secret) { return same(digest(it.bytes, {}, secret), it.authenticator); }

bool proves_response(const packet& it, std::uint8_t id, const radius::authenticator& of_request, std::string_view secret) {
  return it.id == id && same(digest(it.bytes, of_request, secret), it.authenticator);
}

std::string write_attribute(std::uint8_t type, std::string_view value, std::uint32_t vendor) {
  value = value.substr(0, vendor == 0 ? 253 : 247);
  std::string own{static_cast<char>(type), static_cast<char>(value.size() + 2)};
  own += value;
  if (vendor == 0) return own;
  std::string out{static_cast<char>(vendor_specific), static_cast<char>(own.size() + 6)};
  return out + bytes_of(vendor, 4) + own;
}
std::string write_attribute(std::uint8_t type, std::uint32_t value, std::uint32_t vendor) { return write_attribute(type, bytes_of(value, 4), vendor); }

std::string write_request(code what, std::uint8_t id, std::string_view attributes, std::string_view secret) {
  return sealed(unsealed(what, id, attributes), {}, secret);
}
std::string write_response(code what, const packet& to, std::string_view attributes, std::string_view secret) {
  return sealed(unsealed(what, to.id, attributes), to.authenticator, secret);
}

}  // namespace radius
