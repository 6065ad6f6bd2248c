// One box, anybody: a number in any written form or its last digits, a card, a name in either script, an e-mail
// address, a contract, a document. What the text can mean is decided first, without a database; then each meaning is
// looked up by its own index.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/numbering_plan.hpp"
#include "db/tx.hpp"
#include "store/give_identifiers.hpp"
#include "store/subscriber.hpp"

namespace store {

// All that a typed text can mean.
struct search_meaning {
  std::vector<identifier_value> exact;      // whole identifiers
  std::vector<identifier_value> beginning;  // first digits or letters of one
  std::string ending;                       // last digits of a number or a card; empty: none
  std::vector<std::string> words;           // of a name, folded; each may be only its beginning
  [[nodiscard]] bool empty() const { return exact.empty() && beginning.empty() && ending.empty() && words.empty(); }
};
search_meaning read_search(const core::numbering_plan& plan, std::string_view typed);

enum class certainty { exact, partial };
BOOST_DESCRIBE_ENUM(certainty, exact, partial)

struct found {
  core::customer_id customer_id;
  std::optional<core::subscriber_id> subscriber_id;  // the line that matched; of a customer, the first that lives
  std::string name;
  identifier_kind matched_kind;
  std::string matched_shown;  // as people write it; a document only by its last four characters
  bool former = false;        // held it once, and does so no more
  std::optional<subscriber_state> state;
  std::optional<std::string> number;  // of that line, or its login; masked: it tells people of one name apart
  std::string offering_code;
  certainty sure;
};

struct found_page {
  std::vector<found> results;
  std::size_t total = 0;  // at most search_most: who needs more must type more
};
inline constexpr std::size_t search_most = 200;

// Exact kinds first, then whole words, beginnings and endings, and only when none of them fits, names that sound alike.
// Too little to search for finds nobody. Ends after two seconds at most, so that searching cannot starve the rest.
found_page find_anyone(db::tx& t, const core::numbering_plan& plan, std::string_view typed, std::size_t limit,
                       std::size_t offset = 0);

}  // namespace store
