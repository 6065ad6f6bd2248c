// Values are taken only in the lengths their definitions allow.
#include "adapters/cdr_files/three_gpp_fields.hpp"

#include <fmt/format.h>

#include <chrono>

#include "adapters/cdr_files/ber.hpp"

namespace cdr_files {
namespace {

constexpr std::size_t digits_octets_max = 20;

unsigned octet(std::string_view in, std::size_t at) { return static_cast<unsigned char>(in[at]); }

std::optional<int> two_digits(std::string_view in, std::size_t at) {
  auto high = octet(in, at) >> 4, low = octet(in, at) & 0xf;
  if (high > 9 || low > 9) return std::nullopt;
  return static_cast<int>(high * 10 + low);
}

bool is_international(unsigned type) { return (type >> 4 & 7) == 1; }

std::optional<std::string> numbered(unsigned type, std::string_view octets) {
  if ((type >> 4 & 7) == 5) return std::string{};  // letters: a sender's name
  auto digits = tbcd_digits(octets);
  if (!digits) return std::nullopt;
  return is_international(type) ? "+" + *digits : *digits;
}

}  // namespace

std::optional<three_gpp_fields> three_gpp_fields::read(std::string_view contents) {
  three_gpp_fields out;
  ber_reader each{contents};
  ber_value value;
  while (each.next(value)) {
    if (!value.context || value.tag >= out.there_.size() || out.there_[value.tag]) continue;
    out.there_[value.tag] = true;
    out.values_[value.tag] = value.bytes;
  }
  return each.sound() ? std::optional{out} : std::nullopt;
}

std::optional<std::int64_t> three_gpp_fields::integer(unsigned tag) const { return has(tag) ? ber_integer(values_[tag]) : std::nullopt; }
std::optional<core::instant> three_gpp_fields::time(unsigned tag) const { return has(tag) ? three_gpp_time(values_[tag]) : std::nullopt; }

std::optional<std::string> tbcd_digits(std::string_view octets) {
  constexpr std::string_view signs = "0123456789*#abc";
  if (octets.size() > digits_octets_max) return std::nullopt;
  std::string out;
  bool filled = false;
  for (std::size_t i = 0; i < octets.size(); ++i)
    for (auto nibble : {octet(octets, i) & 0xf, octet(octets, i) >> 4}) {
      if (nibble == 0xf)
        filled = true;
      else if (filled)
        return std::nullopt;
      else
        out += signs[nibble];
    }
  return out;
}

std::optional<std::string> directory_number(std::string_view octets) {
  if (octets.empty()) return std::nullopt;
  auto type = octet(octets, 0);
  bool more = (type & 0x80) == 0;  // an octet about presentation follows
  if (more && octets.size() < 2) return std::nullopt;
  return numbered(type, octets.substr(more ? 2 : 1));
}

std::optional<std::string> short_message_address(std::string_view octets) {
  if (octets.size() >= 2 && (octet(octets, 0) & 0x80) == 0 && (octet(octets, 0) + 1) / 2 == octets.size() - 2) octets.remove_prefix(1);
  if (octets.empty() || (octet(octets, 0) & 0x80) == 0) return std::nullopt;
  return numbered(octet(octets, 0), octets.substr(1));
}

std::optional<core::instant> three_gpp_time(std::string_view octets) {
  if (octets.size() != 9) return std::nullopt;
  int parts[8];
  for (std::size_t i = 0; i < 8; ++i) {
    auto it = two_digits(octets, i < 6 ? i : i + 1);
    if (!it) return std::nullopt;
    parts[i] = *it;
  }
  auto sign = octets[6];
  if (sign != '+' && sign != '-') return std::nullopt;
  std::chrono::year_month_day day{std::chrono::year{2000 + parts[0]}, std::chrono::month{static_cast<unsigned>(parts[1])},
                                  std::chrono::day{static_cast<unsigned>(parts[2])}};
  if (!day.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60 || parts[6] > 14 || parts[7] > 59) return std::nullopt;
  auto local = std::chrono::sys_days{day} + std::chrono::hours{parts[3]} + std::chrono::minutes{parts[4]} + std::chrono::seconds{parts[5]};
  auto offset = std::chrono::minutes{parts[6] * 60 + parts[7]};
  return core::instant{sign == '+' ? local - offset : local + offset};
}

std::string hex_of(std::string_view octets) {
  std::string out;
  out.reserve(octets.size() * 2);
  for (unsigned char each : octets) out += fmt::format("{:02x}", each);
  return out;
}

std::string address_text(std::string_view choice) {
  ber_reader inside{choice};
  ber_value value;
  if (!inside.next(value) || !value.context) return hex_of(choice.substr(0, 40));
  auto it = value.bytes;
  if (value.tag == 0 && it.size() == 4) return fmt::format("{}.{}.{}.{}", octet(it, 0), octet(it, 1), octet(it, 2), octet(it, 3));
  bool printable = it.size() <= 45 && it.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
  if ((value.tag == 2 || value.tag == 3) && printable) return std::string{it};
  return hex_of(it.substr(0, 40));
}

std::string party_of_uri(std::string_view uri) {
  auto colon = uri.find(':');
  if (colon == std::string_view::npos) return std::string{uri};
  auto it = uri.substr(colon + 1);
  it = it.substr(0, it.find_first_of("@;?"));
  if (it.empty() || it.find_first_not_of("+0123456789-.()") != std::string_view::npos) return std::string{uri.substr(colon + 1, uri.find(';') - colon - 1)};
  std::string out;
  for (char c : it)
    if (c == '+' || (c >= '0' && c <= '9')) out += c;
  return out;
}

}  // namespace cdr_files
