// A refusal becomes a TMF630 error body in one place.
#include "tests/catch.hpp"
#include "web/http.hpp"
#include "web/json_body.hpp"

namespace {

using kind = core::refusal_kind;

web::request asked() {
  web::request in;
  in.request_id = "r-1";
  return in;
}

int status_of(kind of) { return web::problem(core::refusal{"some_code", of, "No."}, asked()).status; }

}  // namespace

TEST_CASE("each kind of no has its status", "[web]") {
  CHECK(status_of(kind::invalid) == 400);
  CHECK(status_of(kind::not_allowed) == 403);
  CHECK(status_of(kind::not_found) == 404);
  CHECK(status_of(kind::conflict) == 409);
  CHECK(status_of(kind::refused) == 422);
  CHECK(status_of(kind::try_later) == 503);
}

TEST_CASE("an error body tells code, reason, message, status and the request to ask about", "[web]") {
  core::refusal taken{"number_taken", kind::conflict, "The number belongs to another customer."};
  auto out = web::problem(taken.because("Choose another."), asked());
  CHECK(out.content_type == "application/json;charset=utf-8");
  CHECK(out.outcome == "number_taken");
  auto body = web::read_object(out.body);
  REQUIRE(body.has_value());
  CHECK(body->text("@type") == "Error");
  CHECK(body->text("code") == "number_taken");
  CHECK(body->text("reason") == "The number belongs to another customer.");
  CHECK(body->text("message") == "The number belongs to another customer. Choose another.");
  CHECK(body->text("status") == "409");
  CHECK(body->text("referenceError") == "urn:abonent:refusal:number_taken");
  CHECK(body->text("requestId") == "r-1");
  CHECK_FALSE(body->wrong());
}

TEST_CASE("whoever shall try later is told when", "[web]") {
  auto out = web::problem(core::refusal{"busy", kind::try_later, "Busy."}, asked());
  CHECK(std::find(out.headers.begin(), out.headers.end(), std::pair<std::string, std::string>{"Retry-After", "1"}) !=
        out.headers.end());
}
