// The fields of a TS 32.298 record and the codings of their values: TBCD digits, addresses, nine-octet times, SIP URIs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace cdr_files {

// What stands in a SET or SEQUENCE under context tags 0 to 127; of a tag that comes twice the first.
class three_gpp_fields {
 public:
  // Nothing: the bytes are not sound.
  static std::optional<three_gpp_fields> read(std::string_view contents);
  [[nodiscard]] bool has(unsigned tag) const { return tag < there_.size() && there_[tag]; }
  [[nodiscard]] std::string_view bytes(unsigned tag) const { return has(tag) ? values_[tag] : std::string_view{}; }
  [[nodiscard]] std::optional<std::int64_t> integer(unsigned tag) const;
  [[nodiscard]] std::optional<core::instant> time(unsigned tag) const;

 private:
  std::array<std::string_view, 128> values_;
  std::array<bool, 128> there_{};
};

std::optional<std::string> tbcd_digits(std::string_view octets);        // TS 29.002: low nibble first, filled with F
std::optional<std::string> directory_number(std::string_view octets);   // TS 24.008 10.5.4.7: `+` before an international one
std::optional<std::string> short_message_address(std::string_view octets);  // TS 23.040 9.1.2.5, with its length or without
std::optional<core::instant> three_gpp_time(std::string_view octets);   // TS 32.298 5.1.2.2.x TimeStamp: YYMMDDhhmmssShhmm
std::string hex_of(std::string_view octets);
// An IPAddress (a CHOICE of binary and text) as text; hexadecimal where it is none we know.
std::string address_text(std::string_view choice);
// `sip:+48500000001@ims.example;user=phone`, `tel:+48-500-000-001;phone-context=...`: the number; else the user's name.
std::string party_of_uri(std::string_view uri);

}  // namespace cdr_files
