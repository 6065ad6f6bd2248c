// Reading the members of a JSON body into types.
#include "web/json_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "web/json_tree.hpp"
#include "web/refusals.hpp"

namespace web {

struct json_reading {
  json_node root;
  std::optional<core::refusal> wrong;
};

namespace {

using kind = json_node::kind;

std::optional<std::int64_t> whole(const json_node& from) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(from.text.data(), from.text.data() + from.text.size(), value);
  if (error != std::errc{} || end != from.text.data() + from.text.size()) return std::nullopt;
  return value;
}

// Length as a person counts it: code points of UTF-8, which the parser has checked.
std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

core::money no_money() { return {0, *core::currency::parse("EUR")}; }

}  // namespace

json_object::json_object(std::shared_ptr<json_reading> of, const json_node* at, std::string path)
    : of_{std::move(of)}, at_{at}, path_{std::move(path)} {}

const json_node* json_object::find(std::string_view name) const {
  if (!at_) return nullptr;
  for (const auto& [key, value] : at_->members)
    if (key == name) return &value;
  return nullptr;
}

bool json_object::has(std::string_view name) const {
  const auto* it = find(name);
  return it && it->is != kind::null;
}

bool json_object::is_null(std::string_view name) const {
  const auto* it = find(name);
  return it && it->is == kind::null;
}

const json_node* json_object::must(std::string_view name) {
  if (!has(name)) {
    complain(name, "is missing.");
    return nullptr;
  }
  return find(name);
}

std::string json_object::path_of(std::string_view name) const {
  return path_.empty() ? std::string{name} : fmt::format("{}.{}", path_, name);
}

void json_object::complain(std::string_view name, std::string_view what_is_wrong) {
  if (!of_->wrong) of_->wrong = field_invalid.because(fmt::format("`{}` {}", path_of(name), what_is_wrong));
}

std::optional<core::refusal> json_object::wrong() const { return of_->wrong; }

std::string json_object::text(std::string_view name, std::size_t longest) {
  const auto* it = must(name);
  if (!it) return {};
  if (it->is != kind::string) {
    complain(name, "must be a text.");
  } else if (it->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    complain(name, "is empty.");
  } else if (letters(it->text) > longest) {
    complain(name, fmt::format("is longer than {} characters.", longest));
  } else {
    return it->text;
  }
  return {};
}

std::optional<std::string> json_object::find_text(std::string_view name, std::size_t longest) {
  const auto* it = find(name);
  if (!it || it->is == kind::null || (it->is == kind::string && it->text.empty())) return std::nullopt;
  return text(name, longest);
}

std::string json_object::text_or(std::string_view name, std::string otherwise, std::size_t longest) {
  return find_text(name, longest).value_or(std::move(otherwise));
}

std::int64_t json_object::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto* it = must(name);
  if (!it) return least;
  auto value = it->is == kind::number ? whole(*it) : std::nullopt;
  if (value && *value >= least && *value <= most) return *value;
  complain(name, fmt::format("must be a whole number from {} to {}.", least, most));
  return least;
}

std::optional<std::int64_t> json_object::find_integer(std::string_view name, std::int64_t least, std::int64_t most) {
  if (!has(name)) return std::nullopt;
  return integer(name, least, most);
}

std::int64_t json_object::positive(std::string_view name) {
  const auto* it = must(name);
  if (!it) return 0;
  auto value = it->is == kind::number || it->is == kind::string ? whole(*it) : std::nullopt;
  if (value && *value > 0) return *value;
  complain(name, "is no id.");
  return 0;
}

bool json_object::flag(std::string_view name) {
  const auto* it = must(name);
  if (it && it->is != kind::boolean) complain(name, "must be true or false.");
  return it && it->flag;
}

bool json_object::flag_or(std::string_view name, bool otherwise) { return has(name) ? flag(name) : otherwise; }

core::money json_object::amount(std::string_view name) {
  auto inside = object(name);
  if (wrong()) return no_money();
  auto unit = core::currency::parse(inside.text("unit", 3));
  if (!unit) inside.complain("unit", "is no ISO 4217 currency.");
  const auto* value = inside.must("value");
  if (!unit || !value) return no_money();
  auto parsed =
      value->is == kind::string || value->is == kind::number ? core::money::parse(value->text, *unit) : std::nullopt;
  if (parsed) return *parsed;
  inside.complain("value", "must be a decimal number with at most six decimals, such as \"12.50\".");
  return no_money();
}

std::optional<core::money> json_object::find_amount(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return amount(name);
}

core::instant json_object::instant(std::string_view name) {
  auto said = text(name, 40);
  auto at = core::instant::parse(said);
  if (!said.empty() && !at) complain(name, "must be a time with its offset, such as 2026-03-01T10:00:00Z.");
  return at.value_or(core::instant{});
}

std::optional<core::instant> json_object::find_instant(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return instant(name);
}

core::uuid json_object::uuid(std::string_view name) {
  auto said = text(name, 36);
  auto it = core::uuid::parse(said);
  if (!said.empty() && !it) complain(name, "must be a UUID.");
  return it.value_or(core::uuid{});
}

core::civil_date json_object::date(std::string_view name) {
  auto said = text(name, 10);
  auto day = core::parse_date(said);
  if (!said.empty() && !day) complain(name, "must be a date such as 2026-03-01.");
  return day.value_or(core::civil_date{});
}

std::optional<core::civil_date> json_object::find_date(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return date(name);
}

std::optional<json_object> json_object::find_object(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return object(name);
}

json_object json_object::object(std::string_view name) {
  const auto* it = must(name);
  if (it && it->is != kind::object) {
    complain(name, "must be an object.");
    it = nullptr;
  }
  return {of_, it, path_of(name)};
}

std::vector<json_object> json_object::objects(std::string_view name, std::size_t most) {
  std::vector<json_object> out;
  if (!has(name)) return out;
  const auto* list = find(name);
  if (list->is != kind::array || list->items.size() > most) {
    complain(name, fmt::format("must be a list of at most {} objects.", most));
    return out;
  }
  for (const auto& each : list->items) {
    auto path = fmt::format("{}[{}]", name, out.size());
    if (each.is != kind::object) complain(path, "must be an object.");
    out.emplace_back(of_, &each, path_of(path));
  }
  return out;
}

std::vector<std::string> json_object::texts(std::string_view name, std::size_t most) {
  std::vector<std::string> out;
  if (!has(name)) return out;
  const auto* list = find(name);
  bool good =
      list->is == kind::array && list->items.size() <= most &&
      std::all_of(list->items.begin(), list->items.end(), [](const auto& each) { return each.is == kind::string; });
  if (!good) {
    complain(name, fmt::format("must be a list of at most {} texts.", most));
    return out;
  }
  for (const auto& each : list->items) out.push_back(each.text);
  return out;
}

void json_object::only(std::initializer_list<std::string_view> known) {
  if (!at_) return;
  for (const auto& [name, value] : at_->members)
    if (std::find(known.begin(), known.end(), name) == known.end()) complain(name, "is not known here.");
}

core::result<json_object> read_object(std::string_view text) {
  auto tree = read_tree(text);
  if (!tree) return tree.error();
  if (tree->is != kind::object) return json_invalid.because("It must be an object.");
  auto reading = std::make_shared<json_reading>(json_reading{std::move(*tree), {}});
  const auto* root = &reading->root;
  return json_object{std::move(reading), root, {}};
}

core::result<json_object> read_body(const request& in) { return read_object(in.body); }

}  // namespace web
