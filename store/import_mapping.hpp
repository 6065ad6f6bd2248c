// Which column of a customer file means what, and what its words mean. A file of ours needs none: its headers are the
// names of the fields.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/refusal.hpp"

namespace store {

enum class date_order { year_month_day, day_month_year, month_day_year };

struct import_mapping {
  std::map<std::string, std::string> columns;                       // field -> header, where they differ
  std::map<std::string, std::string> defaults;                      // field -> value for rows that give none
  std::map<std::string, std::map<std::string, std::string>> words;  // field -> their word -> ours
  date_order dates = date_order::year_month_day;                    // any of . / - between the parts
  char separator = '\0';                                            // '\0': guessed from the first line
};

// The fields a customer file may have: those of new_customer.
bool is_import_field(std::string_view name);

// TOML:  separator = ";"   dates = "DD.MM.YYYY"   [columns] family_name = "Фамилия"   [defaults] language = "ru"
//        [words.pays] "предоплата" = "prepaid"
// Refused with mapping_unreadable, saying where.
core::result<import_mapping> read_import_mapping(std::string_view toml);

}  // namespace store
