// Where the lines go that say who did what, and who looked at whom. The store implements it; app wires it.
#pragma once

#include <string>

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace web {

struct audit_line {
  core::instant at;
  core::user_id by;         // empty: nobody was signed in
  std::string by_name;      // as it was then
  std::string action;       // `view_card`, `top_up`, `sign_in`
  core::customer_id about;  // empty: about no customer
  std::string subject;      // the ids of the route: `id=17`; and the handler's note. Never personal data
  int status = 0;           // what was answered
  std::string outcome;      // the refusal's code; `ok`
  std::string request_id;
  std::string client_address;
};

class audit_sink {
 public:
  virtual ~audit_sink() = default;
  // Throws when it cannot be written: then the answer is not given either.
  virtual void record(const audit_line& what) = 0;
};

}  // namespace web
