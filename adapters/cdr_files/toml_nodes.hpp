// Reading a TOML file of ours: unknown keys are mistakes, told with line and column; the first one is told.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "adapters/cdr_files/mapping.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {

inline core::refusal told(const toml::source_position& place, std::string_view what) {
  return mapping_wrong.because(fmt::format("Line {}, column {}: {}.", place.line, place.column, what));
}

// Reading goes on after a mistake, with something harmless; the first one is told.
class node_reader {
 public:
  [[nodiscard]] const std::optional<core::refusal>& mistake() const { return first_; }

 protected:
  void wrong(const toml::node& at, std::string_view what) {
    if (!first_) first_ = told(at.source().begin, what);
  }

  std::string text(const toml::node& of, std::string_view name) {
    if (auto it = of.value_exact<std::string>()) return *it;
    wrong(of, fmt::format("`{}` must be a text", name));
    return {};
  }
  core::zone zone(const toml::node& of, std::string_view name) {
    auto it = core::zone::find(text(of, name));
    if (!it) wrong(of, "there is no such time zone; write an IANA name such as Europe/Warsaw");
    return it.value_or(core::zone::utc());
  }
  bool flag(const toml::node& of, std::string_view name) {
    auto it = of.value_exact<bool>();
    if (!it) wrong(of, fmt::format("`{}` must be true or false", name));
    return it.value_or(false);
  }
  char character(const toml::node& of, std::string_view name) {
    auto it = text(of, name);
    if (it == "tab") return '\t';
    if (it.size() != 1) wrong(of, fmt::format("`{}` must be one character, or \"tab\"", name));
    return it.empty() ? ',' : it[0];
  }
  std::vector<std::string> texts(const toml::node& of, std::string_view name) {
    if (of.is_string()) return {text(of, name)};
    std::vector<std::string> out;
    if (const auto* list = of.as_array()) {
      for (const auto& each : *list) out.push_back(text(each, name));
    } else {
      wrong(of, fmt::format("`{}` must be a text or a list of texts", name));
    }
    return out;
  }
  std::string word(const toml::node& of, std::string_view name, const std::vector<std::string_view>& words) {
    auto said = text(of, name);
    if (std::find(words.begin(), words.end(), said) == words.end())
      wrong(of, fmt::format("`{}` must be one of {}", name, fmt::join(words, ", ")));
    return said;
  }
  std::int64_t number(const toml::node& of, std::string_view name, std::int64_t from, std::int64_t to) {
    auto it = of.value_exact<std::int64_t>();
    if (it && *it >= from && *it <= to) return *it;
    wrong(of, fmt::format("`{}` must be a number from {} to {}", name, from, to));
    return from;
  }
  column one_column(const toml::node& of, std::string_view name) {
    if (auto it = of.value_exact<std::string>(); it && !it->empty()) return {*it, 0};
    if (auto it = of.value_exact<std::int64_t>(); it && *it >= 1 && *it <= 10'000)
      return {{}, static_cast<std::size_t>(*it)};
    wrong(of, fmt::format("`{}` must name a column, or be its number from 1 on", name));
    return {{}, 1};
  }
  // `21-35`: the characters from the 21st to the 35th of a row.
  column one_stretch(const toml::node& of, std::string_view name) {
    auto said = text(of, name);
    column out;
    auto dash = said.find('-');
    auto read = [&](std::string_view part, std::size_t& into) {
      auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), into);
      return error == std::errc{} && end == part.data() + part.size();
    };
    if (dash == std::string::npos || !read(std::string_view{said}.substr(0, dash), out.from) ||
        !read(std::string_view{said}.substr(dash + 1), out.to) || out.from < 1 || out.to < out.from ||
        out.to > row_bytes_max)
      wrong(of, fmt::format("`{}` must say from which character to which, counted from 1: \"21-35\"", name));
    return out;
  }

 private:
  std::optional<core::refusal> first_;
};

template <class Reader>
auto read_toml(std::string_view text, Reader reader) -> core::result<decltype(reader.read(toml::table{}))> {
  auto parsed = toml::parse(text);
  if (!parsed) return told(parsed.error().source().begin, parsed.error().description());
  auto out = reader.read(parsed.table());
  if (reader.mistake()) return *reader.mistake();
  return out;
}

}  // namespace cdr_files
