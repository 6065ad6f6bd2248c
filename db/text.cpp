// Bytes, arrays and doubles as PostgreSQL writes them.
#include "db/text.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace db {

void corrupt(std::string_view what, std::string_view text) {
  throw std::runtime_error{fmt::format("the database holds `{}` where the program expects {}", text, what)};
}

std::string to_hex(std::string_view data) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\\x";
  out.reserve(2 + data.size() * 2);
  for (char c : data) {
    auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string from_hex(std::string_view hex_text) {
  auto value = [&](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    corrupt("bytea", hex_text.substr(0, 20));
  };
  if (!hex_text.starts_with("\\x") || hex_text.size() % 2 != 0) corrupt("bytea", hex_text.substr(0, 20));
  std::string out;
  out.reserve(hex_text.size() / 2);
  for (std::size_t i = 2; i < hex_text.size(); i += 2)
    out += static_cast<char>(value(hex_text[i]) * 16 + value(hex_text[i + 1]));
  return out;
}

std::string array_element(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::vector<std::optional<std::string>> array_elements(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != '{' || literal.back() != '}') corrupt("array", literal);
  literal = literal.substr(1, literal.size() - 2);
  std::vector<std::optional<std::string>> out;
  for (std::size_t i = 0; i < literal.size();) {
    std::string element;
    bool quoted = literal[i] == '"';
    if (quoted) {
      for (++i; i < literal.size() && literal[i] != '"'; ++i) {
        if (literal[i] == '\\') ++i;
        if (i < literal.size()) element += literal[i];
      }
      ++i;
    } else {
      while (i < literal.size() && literal[i] != ',') element += literal[i++];
    }
    out.push_back(!quoted && element == "NULL" ? std::nullopt : std::optional{element});
    ++i;  // the comma
  }
  return out;
}

std::string text<double>::to(double v) { return fmt::format("{}", v); }

double text<double>::from(std::string_view v) {
  try {
    return std::stod(std::string{v});
  } catch (const std::exception&) {
    corrupt("double precision", v);
  }
}

}  // namespace db
