// What a handler sees: a request, the person behind it, and the answer it gives. No Beast in here.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"

namespace web {

enum class verb { get, post, patch, put, del };

// What a person (or a system with a token) may do. A role is a set of rights; store keeps who has which role.
// Handlers never test roles: a route names the right it needs.
enum class right {
  none,               // open to anybody: sign-in, health
  signed_in,          // any user
  subscriber_find,    // search, and see the card of a subscriber
  interaction_write,  // write down a contact
  order_write,        // sell and activate
  stock_write,        // numbers and cards
  balance_write,      // top up
  usage_read,         // rated usage and why it cost that
  usage_write,        // load and recycle usage
  catalog_read,
  catalog_write,
  analytics_read,
  audit_read,
  user_admin,
};

// Who asks. Found from the session cookie or the bearer token before the handler runs.
struct caller {
  core::user_id user;
  std::string name;
  std::string role;
  std::vector<right> rights;
  [[nodiscard]] bool may(right what) const;
};

struct request {
  verb method = verb::get;
  std::string path;                           // decoded, without the query
  std::map<std::string, std::string> params;  // of the route: {id}
  std::map<std::string, std::string> query;   // decoded
  std::string body;
  std::string content_type;
  std::string idempotency_key;  // empty: none was sent
  std::string request_id;
  std::string client_address;
  std::string cookie;         // the raw Cookie header
  std::string authorization;  // the raw Authorization header
  core::instant now;
  std::optional<caller> by;
};

struct response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json;charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
};

using handler = std::function<response(const request&)>;

struct route {
  verb method;
  std::string path;  // `/api/v1/subscribers/{id}/card`
  right needs;
  handler handle;
  // The audit line this route writes: empty for reads of no person. `view_card` says who looked at whom.
  std::string audit_as = {};
};

// {code, reason, message, status, referenceError} of TMF630; the only place a refusal becomes a status.
response problem(const core::refusal& why, const request& to);
// 200 (or `status`) with a JSON body already serialised.
response json_text(std::string body, int status = 200);

}  // namespace web
