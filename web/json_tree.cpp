// Boost.JSON's parser with a handler of our own: its DOM would make doubles of amounts.
#include "web/json_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

#include "web/refusals.hpp"

namespace web {
namespace {

namespace json = boost::json;

struct tree_maker {
  static constexpr std::size_t max_object_size = 1'000;
  static constexpr std::size_t max_array_size = 100'000;
  static constexpr std::size_t max_key_size = 255;
  static constexpr std::size_t max_string_size = 1'000'000;

  json_node root;
  std::vector<json_node> open;    // containers being filled, outermost first
  std::vector<std::string> keys;  // of the open objects, the member being read
  std::string gathered;           // parts of a string, key or number
  std::string complaint;

  bool put(json_node&& it) {
    if (open.empty())
      root = std::move(it);
    else if (open.back().is == json_node::kind::array)
      open.back().items.push_back(std::move(it));
    else
      open.back().members.emplace_back(std::move(keys.back()), std::move(it));
    return true;
  }
  bool begin(json_node::kind what) {
    open.push_back({.is = what, .text = {}, .items = {}, .members = {}});
    if (what == json_node::kind::object) keys.emplace_back();
    return true;
  }
  bool end() {
    auto done = std::move(open.back());
    open.pop_back();
    if (done.is == json_node::kind::object) keys.pop_back();
    return put(std::move(done));
  }
  std::string gather(json::string_view last) {
    gathered += last;
    return std::exchange(gathered, {});
  }
  bool gather_part(json::string_view part) {
    gathered += part;
    return true;
  }
  bool number(json::string_view last) {
    return put({.is = json_node::kind::number, .text = gather(last), .items = {}, .members = {}});
  }
  bool fail(std::string why, json::error_code& ec) {
    complaint = std::move(why);
    ec = json::make_error_code(json::error::syntax);
    return false;
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return begin(json_node::kind::array); }
  bool on_array_end(std::size_t, json::error_code&) { return end(); }
  bool on_object_begin(json::error_code&) { return begin(json_node::kind::object); }
  bool on_object_end(std::size_t, json::error_code&) { return end(); }
  bool on_string_part(json::string_view s, std::size_t, json::error_code&) { return gather_part(s); }
  bool on_string(json::string_view s, std::size_t, json::error_code& ec) {
    auto text = gather(s);
    if (text.find('\0') != std::string::npos) return fail("A text holds a NUL.", ec);  // no text column can
    return put({.is = json_node::kind::string, .text = std::move(text), .items = {}, .members = {}});
  }
  bool on_key_part(json::string_view s, std::size_t, json::error_code&) { return gather_part(s); }
  bool on_key(json::string_view s, std::size_t, json::error_code& ec) {
    keys.back() = gather(s);
    // Two readers may take different ones of two members of one name; neither of us shall.
    if (std::any_of(open.back().members.begin(), open.back().members.end(),
                    [&](const auto& each) { return each.first == keys.back(); }))
      return fail("A member stands there twice.", ec);
    return true;
  }
  bool on_number_part(json::string_view s, json::error_code&) { return gather_part(s); }
  bool on_int64(std::int64_t, json::string_view s, json::error_code&) { return number(s); }
  bool on_uint64(std::uint64_t, json::string_view s, json::error_code&) { return number(s); }
  bool on_double(double, json::string_view s, json::error_code&) { return number(s); }
  bool on_bool(bool value, json::error_code&) {
    return put({.is = json_node::kind::boolean, .flag = value, .text = {}, .items = {}, .members = {}});
  }
  bool on_null(json::error_code&) { return put({}); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

core::result<json_node> read_tree(std::string_view text) {
  json::basic_parser<tree_maker> parser{json::parse_options{}};
  json::error_code failed;
  auto used = parser.write_some(false, text.data(), text.size(), failed);
  if (!failed && used < text.size()) failed = json::make_error_code(json::error::extra_data);
  if (failed) {
    const auto& said = parser.handler().complaint;
    return json_invalid.because(said.empty() ? fmt::format("At byte {}: {}.", used, failed.message()) : said);
  }
  return std::move(parser.handler().root);
}

}  // namespace web
