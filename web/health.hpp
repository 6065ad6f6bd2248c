// `/healthz`: the process lives. `/readyz`: it can do its work, and if not, which part cannot.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "web/http.hpp"

namespace web {

struct readiness_check {
  std::string name;                                     // `database`, `migrations`, `bus`
  std::function<std::optional<std::string>()> failing;  // what is wrong, in words without secrets; nothing: ready
};

// A check that throws has failed; its words go to the log, not to the answer.
std::vector<route> health_routes(std::vector<readiness_check> checks);

}  // namespace web
