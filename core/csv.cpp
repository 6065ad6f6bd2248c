// A reader that copies only what it must: fields are views into the file.
#include "core/csv.hpp"

#include <algorithm>
#include <array>

namespace core {

std::size_t csv_reader::line_end(std::size_t from) const {
  return std::min(text_.find_first_of("\r\n", from), text_.size());
}

// To the beginning of the next line, counting the lines of a row whose quoted fields held some.
void csv_reader::pass_line_end(std::size_t at) {
  if (at < text_.size() && text_[at] == '\r') ++at;
  if (at < text_.size() && text_[at] == '\n') ++at;
  auto passed = text_.substr(at_, at - at_);
  auto feeds = std::count(passed.begin(), passed.end(), '\n');
  line_ += static_cast<std::size_t>(feeds > 0 ? feeds : std::count(passed.begin(), passed.end(), '\r'));
  at_ = at;
}

void csv_reader::break_row(csv_row& into, std::string_view why) {
  auto end = line_end(at_);
  into.raw = text_.substr(at_, end - at_);
  into.fields.clear();
  into.broken = why;
  pass_line_end(end);
}

// From just after the opening quote to just after the closing one.
bool csv_reader::read_quoted(csv_row& into, std::size_t& at) {
  auto from = at;
  bool doubled = false;
  for (;; ++at) {
    at = text_.find(how_.quote, at);
    if (at == std::string_view::npos) return false;
    if (at + 1 >= text_.size() || text_[at + 1] != how_.quote) break;
    doubled = true;
    ++at;
  }
  auto inside = text_.substr(from, at - from);
  ++at;
  if (!doubled) {
    into.fields.push_back(inside);
    return true;
  }
  auto& clean = unquoted_.emplace_back();
  for (std::size_t i = 0; i < inside.size(); ++i) {
    clean += inside[i];
    if (inside[i] == how_.quote) ++i;
  }
  into.fields.push_back(clean);
  return true;
}

void csv_reader::read_row(csv_row& into) {
  const char stops[] = {how_.separator, '\r', '\n'};
  for (auto at = at_;;) {
    if (how_.quote != '\0' && at < text_.size() && text_[at] == how_.quote) {
      ++at;
      if (!read_quoted(into, at)) return break_row(into, "a quote is opened and never closed");
      if (at < text_.size() && text_[at] != how_.separator && text_[at] != '\r' && text_[at] != '\n')
        return break_row(into, "text follows a closing quote");
    } else {
      auto end = std::min(text_.find_first_of(std::string_view{stops, 3}, at), text_.size());
      into.fields.push_back(text_.substr(at, end - at));
      at = end;
    }
    if (at >= text_.size() || text_[at] != how_.separator) {
      into.raw = text_.substr(at_, at - at_);
      return pass_line_end(at);
    }
    ++at;
  }
}

bool csv_reader::next(csv_row& into) {
  while (at_ < text_.size() && line_end(at_) == at_) pass_line_end(at_);
  if (at_ >= text_.size()) return false;
  unquoted_.clear();
  into.fields.clear();
  into.broken = {};
  into.line = line_;
  into.offset = at_;
  read_row(into);
  return true;
}

char guess_separator(std::string_view text, char quote) {
  constexpr std::array candidates{',', ';', '\t', '|'};
  std::array<std::size_t, candidates.size()> seen{};
  bool inside = false;
  for (char c : text) {
    if (c == quote) inside = !inside;
    if (inside) continue;
    if (c == '\r' || c == '\n') break;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (c == candidates[i]) ++seen[i];
  }
  return candidates[static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin())];
}

std::string csv_field(std::string_view text, char separator) {
  const char needing[] = {separator, '"', '\r', '\n'};
  if (text.find_first_of(std::string_view{needing, 4}) == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string csv_export_field(std::string_view text, char separator) {
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos)
    return csv_field("'" + std::string{text}, separator);
  return csv_field(text, separator);
}

}  // namespace core
