// Parsing and masking of network identifiers.
#include "core/identity.hpp"

#include <algorithm>
#include <charconv>

namespace core {
namespace {

std::uint64_t as_number(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string mask(std::string_view secret, std::size_t keep_front, std::size_t keep_back) {
  if (secret.size() <= keep_front + keep_back) return std::string(secret.size(), '*');
  return std::string{secret.substr(0, keep_front)} + "****" + std::string{secret.substr(secret.size() - keep_back)};
}

char luhn_digit(std::string_view digits) {
  int sum = 0;
  bool doubled = true;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, doubled = !doubled) {
    int value = *it - '0';
    if (doubled && (value *= 2) > 9) value -= 9;
    sum += value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<msisdn> msisdn::parse(std::string_view digits) {
  if (digits.size() < 7 || digits.size() > 15 || !all_digits(digits) || digits.front() == '0') return std::nullopt;
  return msisdn{std::string{digits}};
}
std::string msisdn::masked() const { return mask(digits_); }
std::uint64_t msisdn::number() const { return as_number(digits_); }

std::optional<imsi> imsi::parse(std::string_view digits) {
  if (digits.size() < 6 || digits.size() > 15 || !all_digits(digits)) return std::nullopt;
  return imsi{std::string{digits}};
}
std::string imsi::masked() const { return mask(digits_, 5, 3); }
std::uint64_t imsi::number() const { return as_number(digits_); }

std::optional<iccid> iccid::parse(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c != ' ' && c != '-') digits += c;
  if (!digits.empty() && (digits.back() == 'F' || digits.back() == 'f')) digits.pop_back();
  if (!all_digits(digits) || digits.size() < 18 || digits.size() > 20 || !digits.starts_with("89")) return std::nullopt;
  if (digits.size() == 18) {
    digits += luhn_digit(digits);
  } else if (luhn_digit(std::string_view{digits}.substr(0, digits.size() - 1)) != digits.back()) {
    return std::nullopt;
  }
  return iccid{std::move(digits)};
}
std::string iccid::masked() const { return mask(digits_, 6, 4); }

}  // namespace core
