// A refusal as an HTTP answer, in the shape of TMF630.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "web/http.hpp"

namespace web {
namespace {

int status_of(core::refusal_kind kind) {
  switch (kind) {
    case core::refusal_kind::invalid: return 400;
    case core::refusal_kind::not_allowed: return 403;
    case core::refusal_kind::not_found: return 404;
    case core::refusal_kind::conflict: return 409;
    case core::refusal_kind::refused: return 422;
    case core::refusal_kind::try_later: return 503;
  }
  return 500;
}

}  // namespace

response problem(const core::refusal& why, const request& to) { return problem(why, to, status_of(why.kind())); }

response problem(const core::refusal& why, const request& to, int status) {
  boost::json::object body{
      {"@type", "Error"},
      {"code", why.code()},
      {"reason", why.meaning()},
      {"message", why.sentence()},
      {"status", std::to_string(status)},
      {"referenceError", "urn:abonent:refusal:" + std::string{why.code()}},
      {"requestId", to.request_id},
  };
  response out = json_text(boost::json::serialize(body), status);
  out.outcome = why.code();
  if (status == 503) out.headers.emplace_back("Retry-After", "1");
  return out;
}

}  // namespace web
