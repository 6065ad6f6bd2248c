// Names as they are searched: any script, any spelling, one plain form. Computed on writing and on asking, alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace store {

// Lower-case Latin words with single spaces between: `Ёлкин` and `Jolkin` keep their letters, marks are dropped (ł
// too), Cyrillic is written as in a passport (ICAO Doc 9303), and letters that spellings confuse become one (y, j -> i;
// w -> v). The fold of a beginning is a beginning of the fold, so that prefixes can be searched.
std::string fold(std::string_view name);

// What is kept for a name: each folded word, and beside it how else people write it in the other script
// (Харламов: kharlamov harlamov; Szczepaniak: szczepaniak shchepaniak; Wiśniewska: visnievska vishnevskaia). Every word stands between two spaces.
// Empty of words it is one space.
std::string searchable_name(std::string_view name);

// Codes people read aloud or copy: capital letters and digits, nothing between them. Contract `ab-12/7` -> `AB127`.
std::string tidy_code(std::string_view code);
std::string tidy_email(std::string_view email);

// The keyed hash (HMAC-SHA-256, in hexadecimal) under which a document number is kept and found. Needs the operator's
// document_key: without one it throws std::logic_error.
std::string document_norm(std::string_view number);

std::vector<std::string> words_of(std::string_view folded);

}  // namespace store
