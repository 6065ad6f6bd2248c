// What web asks of whoever keeps users and sessions. The store implements it; app wires it.
#pragma once

#include <optional>
#include <string_view>

#include "web/http.hpp"

namespace web {

class session_source {
 public:
  virtual ~session_source() = default;
  // Nothing when the token is unknown, has run out, or its user was disabled. Asked anew for every request, on a worker
  // thread: what is taken away is gone with the next click. `at_work`: somebody did something, so the session does not
  // count as idle; an open event stream alone does not keep it alive.
  virtual std::optional<caller> by_session(std::string_view token, core::instant now, bool at_work) = 0;
  virtual std::optional<caller> by_bearer(std::string_view token, core::instant now) = 0;
};

}  // namespace web
