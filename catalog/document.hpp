// A JSON text as a tree that remembers where each value stands, so that a mistake is named by line and column.
// Numbers stay text: an amount never passes through a double. A name given twice is a mistake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/refusal.hpp"

namespace catalog {

struct place {
  int line = 1, column = 1;
  friend bool operator==(const place&, const place&) = default;
};

struct member;

struct node {
  enum class kind { null, boolean, number, text, list, object };
  kind is = kind::null;
  place at;
  std::string text;             // of a text, a number or a boolean
  std::vector<node> items;      // of a list
  std::vector<member> members;  // of an object, in the order written

  [[nodiscard]] const node* find(std::string_view name) const;
};

struct member {
  std::string name;
  place at;
  node value;
};

// Refused with catalog_file_wrong, line and column.
core::result<node> parse_document(std::string_view json);

// The same tree always gives the same text: names in order, no spaces. What is kept and compared.
std::string canonical_text(const node& tree);

}  // namespace catalog
