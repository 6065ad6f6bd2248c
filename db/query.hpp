// A named query. The name (`room.verb_noun`) is its metric label, its slow-log label and its prepared-statement name.
// Every room lists its queries on one page, `<room>_sql.hpp`, and a test prepares each of them.
#pragma once

#include <string_view>

namespace db {

struct query {
  std::string_view name;
  std::string_view text;
};

}  // namespace db
