// What happens to every request around its handler: who asks, may they, is it safe, is it too much; then the audit
// line, the security headers, the access-log line and the metrics. Knows no socket.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "web/audit_sink.hpp"
#include "web/http.hpp"
#include "web/rate_limit.hpp"
#include "web/router.hpp"
#include "web/session_source.hpp"
#include "web/static_files.hpp"

namespace web {

struct pipeline_config {
  rate per_address{200, 2'000};  // a whole desk may sit behind one address
  rate per_user{50, 500};
};

class pipeline {
 public:
  pipeline(std::vector<route> routes, session_source& sessions, audit_sink& audit, pipeline_config config = {},
           static_files console = {});

  // On the socket's thread, before a worker is asked for: too much from one address, liveness, the console's files.
  // Nothing: it is work for answer().
  std::optional<response> at_the_door(request& in);
  // On a worker. Never throws.
  response answer(request& in);
  // The answer to what never became work: a full queue, a body too large, broken HTTP.
  response turn_away(request& in, const core::refusal& why, int status);

  [[nodiscard]] const std::vector<route>& routes() const { return router_.routes(); }

 private:
  using steady = std::chrono::steady_clock;
  response guarded(request& in, const route_match& where);
  response attempt(request& in, const route_match& where);
  response admitted(request& in, const route& where);
  std::optional<caller> identify(const request& in, bool with_bearer, bool at_work);
  void watch(const request& in, const route& where, const response& out);
  void audit(const request& in, const route& where, const response& out);
  void finish(const request& in, response& out, steady::time_point started);

  router router_;
  session_source& sessions_;
  audit_sink& audit_;
  rate_limit per_address_;
  rate_limit per_user_;
  static_files console_;
};

}  // namespace web
