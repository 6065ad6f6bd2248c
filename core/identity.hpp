// Names the network gives to lines and cards. Parsed once at the border; afterwards an invalid one cannot exist.
// Shown in logs only through masked(). ITU-T E.164 (MSISDN), 3GPP TS 23.003 (IMSI), ITU-T E.118 (ICCID).
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace core {

// International E.164 digits without `+`: 7 to 15 digits, not starting with 0. A number typed any other way goes
// through numbering_plan first.
class msisdn {
 public:
  static std::optional<msisdn> parse(std::string_view digits);
  [[nodiscard]] std::string_view digits() const { return digits_; }
  [[nodiscard]] std::string masked() const;  // 4915****123
  // The digits as one number: the key of the in-memory index.
  [[nodiscard]] std::uint64_t number() const;
  friend auto operator<=>(const msisdn&, const msisdn&) = default;

 private:
  explicit msisdn(std::string digits) : digits_{std::move(digits)} {}
  std::string digits_;
};

// 6 to 15 digits (TS 23.003 2.2: at most 15; MCC 3 + MNC 2 or 3 + MSIN).
class imsi {
 public:
  static std::optional<imsi> parse(std::string_view digits);
  [[nodiscard]] std::string_view digits() const { return digits_; }
  [[nodiscard]] std::string masked() const;
  [[nodiscard]] std::uint64_t number() const;
  friend auto operator<=>(const imsi&, const imsi&) = default;

 private:
  explicit imsi(std::string digits) : digits_{std::move(digits)} {}
  std::string digits_;
};

// 18 to 20 digits starting with 89, with a right Luhn check digit where it is complete (19 or 20 digits).
// Scanners drop the check digit: 18 digits are accepted and completed to 19.
class iccid {
 public:
  static std::optional<iccid> parse(std::string_view text);  // spaces and dashes are skipped, a trailing F too
  [[nodiscard]] std::string_view digits() const { return digits_; }
  [[nodiscard]] std::string masked() const;
  friend auto operator<=>(const iccid&, const iccid&) = default;

 private:
  explicit iccid(std::string digits) : digits_{std::move(digits)} {}
  std::string digits_;
};

// The Luhn check digit (ISO/IEC 7812-1) of a string of digits, as a character.
char luhn_digit(std::string_view digits);
bool all_digits(std::string_view text);  // at least one, nothing else
// First and last few characters with stars between; what is too short to hide is all stars.
std::string mask(std::string_view secret, std::size_t keep_front = 4, std::size_t keep_back = 3);

}  // namespace core
