// Reading a mapping file. A key that means nothing is a mistake, not a comment.
#include "store/import_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#define TOML_EXCEPTIONS 0  // as everywhere: its two modes do not live in one program
#include <toml++/toml.h>

#include "store/refusals.hpp"

namespace store {
namespace {

constexpr std::string_view fields[] = {"kind",          "given_name",      "family_name", "birth_date",
                                       "language",      "time_zone",       "email",       "contract_number",
                                       "document_kind", "document_number", "segment",     "currency",
                                       "pays",          "bill_day",        "external_id"};

struct mistake {
  toml::source_region where;
  std::string what;
};

std::string text_of(const toml::node& node, std::string_view key) {
  if (auto text = node.value<std::string>(); text && node.is_string()) return *text;
  throw mistake{node.source(), fmt::format("`{}` must be a text in quotes.", key)};
}

void expect_field(const toml::node& node, std::string_view name) {
  if (!is_import_field(name))
    throw mistake{node.source(),
                  fmt::format("`{}` is no field of a customer; there are {}.", name, fmt::join(fields, ", "))};
}

const toml::table& table_of(const toml::node& node, std::string_view key) {
  if (const auto* it = node.as_table()) return *it;
  throw mistake{node.source(), fmt::format("`{}` must be a section.", key)};
}

std::map<std::string, std::string> texts_by_field(const toml::table& from) {
  std::map<std::string, std::string> out;
  for (const auto& [key, node] : from) {
    expect_field(node, key.str());
    out.emplace(key.str(), text_of(node, key.str()));
  }
  return out;
}

date_order read_order(const toml::node& node) {
  auto text = text_of(node, "dates");
  std::erase_if(text, [](char c) { return c == '.' || c == '/' || c == '-'; });
  if (text == "YYYYMMDD") return date_order::year_month_day;
  if (text == "DDMMYYYY") return date_order::day_month_year;
  if (text == "MMDDYYYY") return date_order::month_day_year;
  throw mistake{node.source(), "`dates` is YYYY-MM-DD, DD.MM.YYYY or MM/DD/YYYY."};
}

char read_separator(const toml::node& node) {
  auto text = text_of(node, "separator");
  if (text == "," || text == ";" || text == "\t" || text == "|") return text[0];
  throw mistake{node.source(), "`separator` is a comma, a semicolon, a tab or a bar."};
}

void read_words(const toml::table& from, import_mapping& into) {
  for (const auto& [field, node] : from) {
    expect_field(node, field.str());
    auto& words = into.words[std::string{field.str()}];
    for (const auto& [theirs, ours] : table_of(node, field.str()))
      words.emplace(theirs.str(), text_of(ours, theirs.str()));
  }
}

import_mapping read(const toml::table& from) {
  import_mapping out;
  for (const auto& [key, node] : from) {
    auto name = key.str();
    if (name == "columns")
      out.columns = texts_by_field(table_of(node, name));
    else if (name == "defaults")
      out.defaults = texts_by_field(table_of(node, name));
    else if (name == "words")
      read_words(table_of(node, name), out);
    else if (name == "dates")
      out.dates = read_order(node);
    else if (name == "separator")
      out.separator = read_separator(node);
    else
      throw mistake{node.source(),
                    fmt::format("`{}` is not known; there are columns, defaults, words, dates, separator.", name)};
  }
  return out;
}

}  // namespace

bool is_import_field(std::string_view name) {
  return std::find(std::begin(fields), std::end(fields), name) != std::end(fields);
}

core::result<import_mapping> read_import_mapping(std::string_view toml) {
  auto refused = [](const toml::source_region& where, std::string_view what) {
    return mapping_unreadable.because(
        fmt::format("Line {}, column {}: {}", where.begin.line, where.begin.column, what));
  };
  auto parsed = toml::parse(toml);
  if (!parsed) {
    const auto& error = parsed.error();
    return refused(error.source(), error.description());
  }
  try {
    return read(parsed.table());
  } catch (const mistake& error) {
    return refused(error.where, error.what);
  }
}

}  // namespace store
