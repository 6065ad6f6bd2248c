// E.164 normalisation by the operator's own plan; which prefix wins is decided by what the rest of it can be.
#include "core/numbering_plan.hpp"

#include <algorithm>

namespace core {
namespace {

// Digits and a leading plus; what people put between digits is skipped, anything else is no number.
std::optional<std::string> bare(std::string_view typed) {
  std::string out;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    char c = typed[i];
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (c == '+' && out.empty()) {
      out += c;
    } else if (static_cast<unsigned char>(c) == 0xC2 && i + 1 < typed.size() &&
               static_cast<unsigned char>(typed[i + 1]) == 0xA0) {
      ++i;  // a no-break space, as copied from a web page
    } else if (std::string_view{" \t()-./"}.find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

std::optional<msisdn> numbering_plan::normalise(std::string_view typed) const {
  auto cleaned = bare(typed);
  if (!cleaned) return std::nullopt;
  std::string_view digits = *cleaned;
  auto is_national = [&](std::string_view rest) {
    return std::find(national_lengths.begin(), national_lengths.end(), rest.size()) != national_lengths.end();
  };
  if (digits.starts_with('+')) return msisdn::parse(digits.substr(1));
  if (!national_prefix.empty() && digits.starts_with(national_prefix) && is_national(digits.substr(national_prefix.size())))
    return msisdn::parse(country_code + std::string{digits.substr(national_prefix.size())});
  if (!international_prefix.empty() && digits.starts_with(international_prefix))
    return msisdn::parse(digits.substr(international_prefix.size()));
  if (digits.starts_with("00")) return msisdn::parse(digits.substr(2));
  if (digits.starts_with(country_code) && is_national(digits.substr(country_code.size()))) return msisdn::parse(digits);
  if (is_national(digits)) return msisdn::parse(country_code + std::string{digits});
  if (digits.size() >= 11) return msisdn::parse(digits);  // long enough to be international without its plus
  return std::nullopt;
}

std::string numbering_plan::shown(const msisdn& number) const {
  std::string digits{number.digits()};
  if (!digits.starts_with(country_code)) return "+" + digits;
  std::string rest = digits.substr(country_code.size());
  std::string out = "+" + country_code + " ";
  if (rest.size() == 10) return out + rest.substr(0, 3) + " " + rest.substr(3, 3) + "-" + rest.substr(6, 2) + "-" + rest.substr(8);
  for (std::size_t i = 0; i < rest.size(); i += 3) out += (i == 0 ? "" : " ") + rest.substr(i, 3);
  return out;
}

}  // namespace core
