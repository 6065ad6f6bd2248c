// The tree a JSON body is read into: numbers are kept as their text. Private to json_body.cpp and json_tree.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/refusal.hpp"

namespace web {

struct json_node {
  enum class kind { null, boolean, number, string, array, object };
  kind is = kind::null;
  bool flag = false;
  std::string text;  // of a string, or the number as it was written
  std::vector<json_node> items;
  std::vector<std::pair<std::string, json_node>> members;
};

core::result<json_node> read_tree(std::string_view text);

}  // namespace web
