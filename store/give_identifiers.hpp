// Several identifiers of one holder in one statement: what adding a customer or a line asks for.
#pragma once

#include <vector>

#include "store/identifier.hpp"

namespace store {

struct identifier_value {
  identifier_kind kind;
  std::string norm;
};

// All of them or a refusal that names the kind which is somebody else's; the caller's transaction is then rolled back.
core::result<void> give_identifiers(db::tx& t, core::instant now, core::customer_id customer,
                                    std::optional<core::subscriber_id> line,
                                    const std::vector<identifier_value>& values);

}  // namespace store
