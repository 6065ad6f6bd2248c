// What a list may be asked for, in the manner of TMF630: offset, limit, fields, sort and filters that really filter.
// A parameter the list does not know is refused, never ignored: ignored, it would look as if it had filtered.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/refusal.hpp"
#include "web/http.hpp"

namespace web {

struct sort_key {
  std::string name;
  bool descending = false;
  friend bool operator==(const sort_key&, const sort_key&) = default;
};

struct page {
  std::size_t offset = 0;
  std::size_t limit = 20;
  std::vector<std::string> fields;             // empty: all
  std::vector<sort_key> sort;                  // in the order asked for
  std::map<std::string, std::string> filters;  // the ones that were given
  [[nodiscard]] std::string filter(const std::string& name, std::string otherwise = {}) const;
};

struct page_rules {
  std::size_t limit = 20;       // when none is asked for
  std::size_t limit_max = 200;  // a larger one is refused
  std::vector<std::string> sortable = {};
  std::vector<std::string> filters = {};
  // What has no meaning is refused as well: one thing has fields and no pages, a cursor has a limit and no offset.
  bool knows_offset = true, knows_limit = true, knows_fields = true;
};

core::result<page> read_page(const request& in, const page_rules& rules = {});

// A query parameter that names a person: their numbers, names and addresses stay out of URLs, and so out of every log
// on the way. Judged by the last part of its name: `engagedParty.name` is a name.
bool names_a_person(std::string_view parameter);

}  // namespace web
