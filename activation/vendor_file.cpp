// Fields of a vendor's file. Views into one buffer, which is wiped before the next line comes in.
#include "activation/vendor_file.hpp"

#include <string.h>  // explicit_bzero

#include <algorithm>
#include <cctype>

#include "activation/refusals.hpp"

namespace activation {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '"'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    auto end = text.find(separator);
    auto part = trimmed(text.substr(0, end));
    // Columns aligned with several spaces are one gap.
    if (separator != ' ' || !part.empty()) out.push_back(part);
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::optional<card_algorithm> parse_algorithm(std::string_view text) {
  auto word = lower(text);
  if (word.empty() || word == "milenage") return card_algorithm::milenage;
  if (word == "comp128v1") return card_algorithm::comp128v1;
  if (word == "comp128v2") return card_algorithm::comp128v2;
  if (word == "comp128v3") return card_algorithm::comp128v3;
  return std::nullopt;
}

bool is_passed_over(std::string_view line) { return line.empty() || line.front() == '#'; }

}  // namespace

bool vendor_file::read_columns(std::string_view header) {
  auto found = header.find_first_of(",;\t");
  separator_ = found == std::string_view::npos ? ' ' : header[found];
  auto names = split(header, separator_);
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto name = lower(names[i]);
    if (name == "iccid") iccid_ = i;
    if (name == "imsi") imsi_ = i;
    if (name == "ki" || name == "k") ki_ = i;
    if (name == "opc") opc_ = i;
    if (name == "algorithm") algorithm_ = i;
  }
  return iccid_ && imsi_ && ki_ && (opc_ || algorithm_);
}

core::result<vendor_file> vendor_file::open(std::istream& from) {
  vendor_file out{from};
  std::string text;
  while (std::getline(from, text)) {
    ++out.at_;
    auto line = trimmed(text);
    if (is_passed_over(line)) continue;
    bool named = out.read_columns(line);
    explicit_bzero(text.data(), text.size());  // a file without names begins with a card
    if (named) return out;
    break;
  }
  return sim_file_without_columns;
}

std::optional<vendor_file::line> vendor_file::next() {
  std::string text;
  text.reserve(1'024);  // one buffer: growing would leave keys behind in the one before
  while (std::getline(*from_, text)) {
    ++at_;
    auto card = trimmed(text);
    if (is_passed_over(card)) continue;
    line out{at_, parse(card)};
    explicit_bzero(text.data(), text.size());
    return out;
  }
  return std::nullopt;
}

std::string_view vendor_file::field(const std::vector<std::string_view>& fields, std::optional<std::size_t> column) const {
  return column && *column < fields.size() ? fields[*column] : std::string_view{};
}

std::variant<vendor_card, std::string> vendor_file::parse(std::string_view text) const {
  auto fields = split(text, separator_);
  auto iccid = core::iccid::parse(field(fields, iccid_));
  if (!iccid) return "iccid_wrong";
  auto imsi = core::imsi::parse(field(fields, imsi_));
  if (!imsi) return "imsi_wrong";
  auto algorithm = parse_algorithm(field(fields, algorithm_));
  if (!algorithm) return "algorithm_unknown";
  auto ki = secret_key::parse(field(fields, ki_));
  if (!ki) return "keys_not_hex";
  auto opc = secret_key::parse(field(fields, opc_));
  bool milenage = *algorithm == card_algorithm::milenage;
  if (milenage && !opc) return "keys_not_hex";
  if (!milenage) opc.reset();
  return vendor_card{std::move(*iccid), std::move(*imsi), {*algorithm, std::move(*ki), std::move(opc)}};
}

}  // namespace activation
