// One function a sort of field.
#include "catalog/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "catalog/quantity.hpp"
#include "catalog/refusals.hpp"

namespace catalog {
namespace {

std::string_view name_of(node::kind it) {
  constexpr std::string_view names[] = {"null", "true or false", "text", "number", "list", "object"};
  switch (it) {
    case node::kind::null:
      return names[0];
    case node::kind::boolean:
      return names[1];
    case node::kind::text:
      return names[2];
    case node::kind::number:
      return names[3];
    case node::kind::list:
      return names[4];
    case node::kind::object:
      break;
  }
  return names[5];
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void mistakes::add(place at, std::string_view what) {
  found_.push_back(fmt::format("Line {}, column {}: {}.", at.line, at.column, what));
}

core::refusal mistakes::refusal() const {
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(found_.size(), 10); ++i) all += (i ? "\n" : "") + found_[i];
  if (found_.size() > 10) all += fmt::format("\n... and {} more.", found_.size() - 10);
  return catalog_file_wrong.because(all);
}

fields::fields(const node& of, mistakes& to) : of_{of}, to_{to} {
  if (of.is != node::kind::object) wrong(of.at, fmt::format("an object is expected here, not a {}", name_of(of.is)));
}

place fields::at(std::string_view name) const {
  const auto* it = of_.find(name);
  return it ? it->at : of_.at;
}

const node* fields::maybe(std::string_view name) {
  asked_.emplace(name);
  const auto* it = of_.find(name);
  return it && it->is != node::kind::null ? it : nullptr;
}

const node* fields::need(std::string_view name) {
  const auto* it = maybe(name);
  if (!it && of_.is == node::kind::object) wrong(of_.at, fmt::format("`{}` is missing", name));
  return it;
}

std::string fields::text(std::string_view name) {
  const auto* it = need(name);
  if (!it) return {};
  if (it->is != node::kind::text || it->text.empty()) {
    wrong(it->at, fmt::format("`{}` must be a text", name));
    return {};
  }
  return it->text;
}

std::string fields::text_or(std::string_view name, std::string otherwise) {
  return maybe(name) ? text(name) : otherwise;
}

std::string fields::code(std::string_view name) {
  auto it = text(name);
  auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  if (!it.empty() && (it.size() > 60 || !std::all_of(it.begin(), it.end(), good)))
    wrong(at(name), fmt::format("`{}` must be at most 60 of a-z, 0-9, `_`, `-` and `.`", name));
  return it;
}

std::int64_t fields::whole(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto* it = need(name);
  if (!it) return least;
  auto value = it->is == node::kind::number ? whole_number(it->text) : std::nullopt;
  if (!value || *value < least || *value > most) {
    wrong(it->at, fmt::format("`{}` must be a whole number from {} to {}", name, least, most));
    return least;
  }
  return *value;
}

std::int64_t fields::whole_or(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return maybe(name) ? whole(name, least, most) : otherwise;
}

bool fields::flag_or(std::string_view name, bool otherwise) {
  const auto* it = maybe(name);
  if (!it) return otherwise;
  if (it->is != node::kind::boolean) wrong(it->at, fmt::format("`{}` must be true or false", name));
  return it->text == "true";
}

std::int64_t fields::micros(std::string_view name) {
  const auto* it = need(name);
  if (!it) return 0;
  auto value = it->is == node::kind::text ? core::parse_micros(it->text) : std::nullopt;
  if (!value || *value < 0 || *value > price_micros_max) {
    wrong(it->at,
          fmt::format("`{}` must be an amount in quotes such as \"0.05\", from 0 to 1000000, with at most six decimals",
                      name));
    return 0;
  }
  return *value;
}

std::int64_t fields::micros_or(std::string_view name, std::int64_t otherwise) {
  return maybe(name) ? micros(name) : otherwise;
}

std::int64_t fields::quantity_or(std::string_view name, service of, std::int64_t least, std::int64_t otherwise) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const auto* it = maybe(name);
  if (!it) return otherwise;
  bool written = it->is == node::kind::number || it->is == node::kind::text;
  auto value = written ? parse_quantity(it->text, of) : std::nullopt;
  if (!value || *value < least || *value > most) {
    wrong(it->at, fmt::format("`{}` must be a quantity of {} such as {}, from {} to {}", name, catalog::name_of(of),
                              of == service::data ? "\"1 MiB\"" : "60", least, most));
    return otherwise;
  }
  return *value;
}

core::currency fields::currency(std::string_view name) {
  auto it = core::currency::parse(text(name));
  if (!it && maybe(name)) wrong(at(name), fmt::format("`{}` must be three capital letters such as \"EUR\"", name));
  return it ? *it : *core::currency::parse("XXX");
}

core::period fields::valid() {
  auto read = [&](std::string_view name) {
    auto it = core::instant::parse(text(name));
    if (!it && maybe(name))
      wrong(at(name), fmt::format("`{}` must be a time with its offset such as \"2026-01-01T00:00:00+01:00\"", name));
    return it.value_or(core::instant{});
  };
  core::period out{read("valid_from"), {}};
  if (maybe("valid_to")) {
    out.to = read("valid_to");
    if (*out.to <= out.from) wrong(at("valid_to"), "`valid_to` must be later than `valid_from`");
  }
  return out;
}

std::vector<std::string> fields::texts(std::string_view name) {
  std::vector<std::string> out;
  for (const auto& each : list(name)) {
    if (each.is != node::kind::text || each.text.empty())
      wrong(each.at, fmt::format("`{}` must hold texts", name));
    else
      out.push_back(each.text);
  }
  return out;
}

const std::vector<node>& fields::list(std::string_view name) {
  static const std::vector<node> nothing;
  const auto* it = maybe(name);
  if (!it) return nothing;
  if (it->is != node::kind::list) wrong(it->at, fmt::format("`{}` must be a list", name));
  return it->items;
}

rounding_rule fields::rounding(const node& of) {
  fields in{of, to_};
  rounding_rule out;
  out.decimals = static_cast<int>(in.whole("decimals", 0, 6));
  auto mode = core::parse_rounding(in.text("mode"));
  if (!mode && in.maybe("mode")) wrong(in.at("mode"), "`mode` must be up, down, half_up or half_even");
  out.mode = mode.value_or(out.mode);
  in.nothing_else();
  return out;
}

void fields::nothing_else() {
  for (const auto& each : of_.members)
    if (!asked_.contains(each.name)) wrong(each.at, fmt::format("`{}` means nothing here", each.name));
}

std::vector<std::string> fields::unasked() const {
  std::vector<std::string> out;
  for (const auto& each : of_.members)
    if (!asked_.contains(each.name)) out.push_back(each.name);
  return out;
}

}  // namespace catalog
