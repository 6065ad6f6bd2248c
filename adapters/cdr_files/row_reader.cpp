// Splitting bytes into rows and rows into fields.
#include "adapters/cdr_files/row_reader.hpp"

#include <algorithm>

namespace cdr_files {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What splitting stopped at.
enum class split_end { done, open_quote, text_after_quote };

split_end split(std::string_view text, const row_rules& by, std::vector<std::string>& fields) {
  fields.clear();
  for (std::size_t at = 0;;) {
    auto& field = fields.emplace_back();
    if (by.quoted && at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        auto quote = text.find('"', at);
        if (quote == std::string_view::npos) return split_end::open_quote;
        field.append(text.substr(at, quote - at));
        at = quote + 1;
        if (at >= text.size() || text[at] != '"') break;
        field += '"';
      }
      if (at < text.size() && text[at] != by.separator) return split_end::text_after_quote;
    } else {
      auto end = std::min(text.find(by.separator, at), text.size());
      field = text.substr(at, end - at);
      at = end;
    }
    if (at >= text.size()) return split_end::done;
    ++at;  // the separator
  }
}

void drop_carriage_return(std::string& from) {
  if (!from.empty() && from.back() == '\r') from.pop_back();
}

}  // namespace

row_reader::row_reader(std::istream& in, row_rules rules, row_place from)
    : in_{in}, rules_{std::move(rules)}, here_{from} {
  in_.clear();
  in_.seekg(static_cast<std::streamoff>(from.offset));
}

// Appends up to the line end, which is counted but not kept.
row_reader::line_end row_reader::append_line(std::string& to) {
  auto& bytes = *in_.rdbuf();
  bool too_long = false, any = false;
  for (int byte = bytes.sbumpc(); byte != std::char_traits<char>::eof(); byte = bytes.sbumpc()) {
    any = true;
    ++here_.offset;
    if (byte == '\n') {
      ++here_.line;
      return too_long ? line_end::too_long : line_end::newline;
    }
    if (to.size() < row_bytes_max)
      to += static_cast<char>(byte);
    else
      too_long = true;
  }
  return too_long ? line_end::too_long : any ? line_end::newline : line_end::none;
}

void row_reader::skip_line() {
  std::string nobody;
  append_line(nobody);
}

bool row_reader::next(row& into) {
  for (;;) {
    into.at = here_;
    into.raw.clear();
    into.wrong.clear();
    into.fields.clear();
    auto end = append_line(into.raw);
    if (end == line_end::none) return false;
    if (into.at.offset == 0 && into.raw.starts_with(byte_order_mark)) into.raw.erase(0, byte_order_mark.size());
    into.next = here_;
    drop_carriage_return(into.raw);
    if (end == line_end::too_long) {
      into.wrong = "the row is longer than " + std::to_string(row_bytes_max) + " bytes";
      return true;
    }
    if (into.raw.empty() || (!rules_.comment.empty() && into.raw.starts_with(rules_.comment))) continue;
    read_row(into);
    return true;
  }
}

// A quoted field may go on over several lines. When its quote is never closed only the first line is lost.
void row_reader::read_row(row& into) {
  auto end = split(into.raw, rules_, into.fields);
  auto after_first = here_;
  auto text = into.raw;
  while (end == split_end::open_quote) {
    text += '\n';
    auto more = append_line(text);
    if (more != line_end::newline || text.size() >= row_bytes_max) {
      here_ = after_first;
      in_.clear();
      in_.seekg(static_cast<std::streamoff>(here_.offset));
      into.next = here_;
      into.wrong = "a quote is opened and never closed";
      return;
    }
    drop_carriage_return(text);
    end = split(text, rules_, into.fields);
  }
  into.raw = std::move(text);
  into.next = here_;
  if (end == split_end::text_after_quote)
    into.wrong = "there is text after a closing quote; inside a quoted field a quote is written twice";
}

}  // namespace cdr_files
