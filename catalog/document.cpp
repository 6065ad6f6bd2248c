// Boost.JSON's parser, fed a byte at a time so that each event knows its place. A catalogue file is small.
#include "catalog/document.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "catalog/refusals.hpp"

namespace catalog {
namespace {

namespace json = boost::json;

class tree_builder {
 public:
  static constexpr std::size_t max_object_size = 1'000'000, max_array_size = 1'000'000;
  static constexpr std::size_t max_key_size = 200, max_string_size = 10'000;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(node::kind::object); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(node::kind::list); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return gather(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    gather(part);
    auto& members = open_.back()->members;
    auto same =
        std::find_if(members.begin(), members.end(), [&](const member& each) { return each.name == gathered_; });
    if (same != members.end()) {
      mistake_ = fmt::format("`{}` is given twice", gathered_);
      error = json::error::syntax;
      return false;
    }
    members.push_back({std::exchange(gathered_, {}), token_, {}});
    quoted_ = false;
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return gather(part); }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    gather(part);
    quoted_ = false;
    return leaf(node::kind::text);
  }
  bool on_number_part(json::string_view part, json::error_code&) { return gather(part); }
  bool on_int64(std::int64_t, json::string_view part, json::error_code&) {
    return gather(part) && leaf(node::kind::number);
  }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code&) {
    return gather(part) && leaf(node::kind::number);
  }
  bool on_double(double, json::string_view part, json::error_code&) { return gather(part) && leaf(node::kind::number); }
  bool on_bool(bool value, json::error_code&) {
    gathered_ = value ? "true" : "false";
    return leaf(node::kind::boolean);
  }
  bool on_null(json::error_code&) { return leaf(node::kind::null); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  // Told of each byte before the parser is: notes where a token begins.
  void sees(char byte, place at) {
    here_ = at;
    if (quoted_) return;
    bool between = std::string_view{" \t\n\r,:]}"}.find(byte) != std::string_view::npos;
    if (!between && !within_) token_ = at;
    quoted_ = byte == '"';
    within_ =
        !between && !quoted_ && byte != '[' && byte != '{';  // of a number or a literal: nothing else marks its end
  }

  node root;
  [[nodiscard]] const std::string& mistake() const { return mistake_; }
  [[nodiscard]] place token() const { return token_; }

 private:
  bool gather(json::string_view part) {
    gathered_.append(part.data(), part.size());
    return true;
  }
  node& next() {
    if (open_.empty()) return root;
    if (open_.back()->is == node::kind::object) return open_.back()->members.back().value;
    return open_.back()->items.emplace_back();
  }
  bool open(node::kind as) {
    auto& it = next();
    it.is = as;
    it.at = here_;
    open_.push_back(&it);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool leaf(node::kind as) {
    auto& it = next();
    it.is = as;
    it.at = token_;
    it.text = std::exchange(gathered_, {});
    return true;
  }

  std::vector<node*> open_;  // a parent's list does not grow while its child is open
  std::string gathered_, mistake_;
  place here_, token_;
  bool quoted_ = false, within_ = false;
};

core::refusal wrong(place at, std::string_view what) {
  return catalog_file_wrong.because(fmt::format("Line {}, column {}: {}.", at.line, at.column, what));
}

}  // namespace

const node* node::find(std::string_view name) const {
  for (const auto& each : members)
    if (each.name == name) return &each.value;
  return nullptr;
}

core::result<node> parse_document(std::string_view text) {
  json::basic_parser<tree_builder> parser{json::parse_options{}};
  json::error_code error;
  place at;
  for (char byte : text) {
    parser.handler().sees(byte, at);
    if (parser.write_some(true, &byte, 1, error) == 0 && !error)
      return wrong(at, "nothing may follow the end of the document");
    if (error) {
      const auto& mistake = parser.handler().mistake();
      return mistake.empty() ? wrong(at, "this is not JSON here (" + error.message() + ")")
                             : wrong(parser.handler().token(), mistake);
    }
    if (byte == '\n')
      at = {at.line + 1, 1};
    else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80)  // a letter of several bytes is one column
      ++at.column;
  }
  parser.write_some(false, text.data() + text.size(), 0, error);
  if (error) return wrong(at, "the text ends too early (" + error.message() + ")");
  return std::move(parser.handler().root);
}

std::string canonical_text(const node& tree) {
  std::string out;
  switch (tree.is) {
    case node::kind::null:
      return "null";
    case node::kind::boolean:
    case node::kind::number:
      return tree.text;
    case node::kind::text:
      return json::serialize(json::string_view{tree.text});
    case node::kind::list:
      for (const auto& each : tree.items) out += (out.empty() ? "" : ",") + canonical_text(each);
      return "[" + out + "]";
    case node::kind::object:
      break;
  }
  std::vector<const member*> sorted;
  for (const auto& each : tree.members) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(), [](auto a, auto b) { return a->name < b->name; });
  for (const auto* each : sorted)
    out +=
        (out.empty() ? "" : ",") + json::serialize(json::string_view{each->name}) + ":" + canonical_text(each->value);
  return "{" + out + "}";
}

}  // namespace catalog
