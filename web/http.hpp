// What a handler sees: a request, the person behind it, and the answer it gives. No Beast in here.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"

namespace web {

class event_stream;  // web/sse.hpp

enum class verb { get, post, patch, put, del };
std::string_view name_of(verb method);  // `GET`

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
BOOST_DESCRIBE_ENUM(right, none, signed_in, subscriber_find, interaction_write, order_write, stock_write, balance_write,
                    usage_read, usage_write, catalog_read, catalog_write, analytics_read, audit_read, user_admin)
std::string_view name_of(right what);  // as the console reads it: `subscriber_find`

// Who asks. Found from the session cookie or the bearer token before the handler runs.
struct caller {
  core::user_id user;
  std::string name;
  std::string role;
  std::vector<right> rights;
  std::string display_name = {};
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
  std::string cookie;                    // the raw Cookie header
  std::string authorization;             // the raw Authorization header
  std::string accept_encoding;           // the raw Accept-Encoding header
  std::string host, origin, fetch_site;  // Host, Origin and Sec-Fetch-Site: who made the browser ask (same_origin.hpp)
  std::string route;  // the pattern that matched, `/api/v1/subscribers/{id}/card`: for logs, labels and scopes
  core::instant now;
  std::optional<caller> by;
};

struct response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json;charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
  // The refusal's code for the log, the metrics and the audit line; empty: it went well.
  std::string outcome = {};
  // Whom the answer is about, for the audit line of a route that has one; `audit_note` is never personal data.
  core::customer_id about = {};
  std::string audit_note = {};
  std::shared_ptr<event_stream> stream = {};  // set: the connection stays open and speaks Server-Sent Events
};

using handler = std::function<response(const request&)>;

struct route {
  verb method;
  std::string path;  // `/api/v1/subscribers/{id}/card`
  right needs;
  handler handle;
  // The audit line this route writes: empty for reads of no person. `view_card` says who looked at whom.
  // Whatever changes something is audited in any case, by method and pattern where it has no name here.
  std::string audit_as = {};
};

// {code, reason, message, status, referenceError} of TMF630; the only place a refusal becomes a status.
response problem(const core::refusal& why, const request& to);
// The same with a status no kind of refusal has: 401, 405, 413, 429.
response problem(const core::refusal& why, const request& to, int status);
std::optional<std::int64_t> read_id(std::string_view text);  // a positive number and nothing else
// The number in a route's `{id}`; nothing when it is no positive number: answer not_found.
std::optional<std::int64_t> id_param(const request& in, const std::string& name = "id");
// 200 (or `status`) with a JSON body already serialised.
response json_text(std::string body, int status = 200);

}  // namespace web
