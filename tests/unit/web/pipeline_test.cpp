// The way of a request: who may, from where, how often; and what is written down about it.
#include "web/pipeline.hpp"

#include "core/log.hpp"
#include "db/database.hpp"
#include "tests/catch.hpp"
#include "tests/web_desk.hpp"
#include "web/health.hpp"
#include "web/json_body.hpp"
#include "web/sse.hpp"

namespace {

const auto noon = core::instant::from_seconds(1'772'445'600);
constexpr auto unknown = core::refusal{"subscriber_unknown", core::refusal_kind::not_found, "No such line."};

struct desk {
  tests::known_callers callers;
  tests::audit_book book;
  web::hint_hub hub;
  web::pipeline_config config{{0, 0}, {0, 0}};
  int handled = 0;

  web::pipeline open() {
    core::log::set_level(core::log::level::error);
    auto counted = [this](const web::request&) {
      ++handled;
      return web::json_text("{}");
    };
    auto card = [](const web::request& in) {
      if (in.params.at("id") == "404") return web::problem(unknown, in);
      auto out = web::json_text("{}");
      out.about = core::customer_id{17};
      return out;
    };
    std::vector<web::route> routes = {
        {web::verb::get, "/api/v1/open", web::right::none, counted},
        {web::verb::post, "/api/v1/open", web::right::none, counted, "try"},
        {web::verb::get, "/api/v1/mine", web::right::signed_in, counted},
        {web::verb::get, "/api/v1/subscribers/{id}/card", web::right::subscriber_find, card, "view_card"},
        {web::verb::post, "/api/v1/subscribers/{id}/top-ups", web::right::balance_write, counted},
        {web::verb::get, "/api/v1/broken", web::right::none,
         [](const web::request&) -> web::response { throw std::runtime_error{"secret"}; }},
        {web::verb::get, "/api/v1/no-database", web::right::none,
         [](const web::request&) -> web::response { throw db::unavailable{"gone"}; }},
        {web::verb::post, "/api/v1/lost", web::right::none,
         [](const web::request&) -> web::response { throw db::in_doubt{"gone"}; }},
    };
    for (auto& each : hub.routes()) routes.push_back(each);
    for (auto& each : web::health_routes({})) routes.push_back(each);
    return {routes, callers, book, config};
  }
};

web::request get(std::string path) {
  web::request in;
  in.path = std::move(path);
  in.now = noon;
  in.host = "crm.example";
  in.client_address = "192.0.2.1";
  return in;
}

web::request post(std::string path, std::string body = "{}") {
  auto in = get(std::move(path));
  in.method = web::verb::post;
  in.body = std::move(body);
  in.content_type = "application/json";
  in.fetch_site = "same-origin";
  return in;
}

web::request with_cookie(web::request in, const std::string& token = "t") {
  in.cookie = "__Host-abonent=" + token;
  return in;
}

std::string code_of(const web::response& out) { return web::read_object(out.body).value().text("code"); }

std::string header(const web::response& of, std::string_view name) {
  for (const auto& [key, value] : of.headers)
    if (key == name) return value;
  return {};
}

web::response answer(web::pipeline& line, web::request in) { return line.answer(in); }

}  // namespace

TEST_CASE("nobody gets in without signing in, and a signed-in one only where the role permits", "[web][safety]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::subscriber_find}));
  auto line = it.open();
  auto stranger = answer(line, get("/api/v1/mine"));
  CHECK(stranger.status == 401);
  CHECK(code_of(stranger) == "not_signed_in");
  CHECK(header(stranger, "WWW-Authenticate") == "Bearer");
  CHECK(answer(line, with_cookie(get("/api/v1/mine"), "old")).status == 401);
  CHECK(answer(line, with_cookie(get("/api/v1/mine"))).status == 200);
  CHECK(answer(line, with_cookie(get("/api/v1/subscribers/1/card"))).status == 200);
  auto refused = answer(line, with_cookie(post("/api/v1/subscribers/1/top-ups")));
  CHECK(refused.status == 403);
  CHECK(code_of(refused) == "right_missing");
  CHECK(it.handled == 1);
}

TEST_CASE("a right that is taken away is gone with the next request", "[web][safety]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::subscriber_find}));
  auto line = it.open();
  CHECK(answer(line, with_cookie(get("/api/v1/subscribers/1/card"))).status == 200);
  it.callers.sign_in("t", tests::agent({}));
  CHECK(answer(line, with_cookie(get("/api/v1/subscribers/1/card"))).status == 403);
  it.callers.sign_out("t");
  CHECK(answer(line, with_cookie(get("/api/v1/subscribers/1/card"))).status == 401);
}

TEST_CASE("another site cannot change anything in a user's name", "[web][safety]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::balance_write}));
  auto line = it.open();
  auto forged = with_cookie(post("/api/v1/subscribers/1/top-ups"));
  forged.fetch_site = "cross-site";
  forged.origin = "https://evil.example";
  CHECK(code_of(answer(line, forged)) == "cross_site");
  forged.fetch_site.clear();
  CHECK(code_of(answer(line, forged)) == "cross_site");
  forged.origin.clear();
  CHECK(code_of(answer(line, forged)) == "cross_site");
  auto form = with_cookie(post("/api/v1/subscribers/1/top-ups", "a=b"));
  form.content_type = "text/plain";
  CHECK(answer(line, form).status == 415);
  CHECK(it.handled == 0);
  CHECK(answer(line, with_cookie(post("/api/v1/subscribers/1/top-ups"))).status == 200);

  auto sign_in = post("/api/v1/open");  // also not with somebody else's password: no cookie yet
  sign_in.fetch_site = "cross-site";
  CHECK(answer(line, sign_in).status == 403);
}

TEST_CASE("an integrator's token needs no page to come from", "[web]") {
  desk it;
  it.callers.sign_in("token", tests::agent({web::right::balance_write}));
  auto line = it.open();
  auto in = post("/api/v1/subscribers/1/top-ups");
  in.fetch_site.clear();
  in.authorization = "Bearer token";
  CHECK(answer(line, in).status == 200);
  in.authorization = "Bearer other";
  CHECK(answer(line, in).status == 401);
}

TEST_CASE("a person's number in a URL is refused, whatever the route", "[web][safety]") {
  desk it;
  auto line = it.open();
  auto in = get("/api/v1/open");
  in.query = {{"msisdn", "48601000001"}};
  auto out = answer(line, in);
  CHECK(out.status == 400);
  CHECK(code_of(out) == "personal_filter");
  CHECK(out.body.find("48601000001") == std::string::npos);
}

TEST_CASE("who looked at whom is written down, and so is whoever tried in vain", "[web][audit]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::subscriber_find}));
  auto line = it.open();
  auto in = with_cookie(get("/api/v1/subscribers/5/card"));
  in.request_id = "req-1";
  line.answer(in);
  REQUIRE(it.book.lines.size() == 1);
  const auto& seen = it.book.lines[0];
  CHECK(seen.at == noon);
  CHECK(seen.by == core::user_id{7});
  CHECK(seen.by_name == "anna");
  CHECK(seen.action == "view_card");
  CHECK(seen.about == core::customer_id{17});
  CHECK(seen.subject == "id=5");
  CHECK(seen.status == 200);
  CHECK(seen.outcome == "ok");
  CHECK(seen.request_id == "req-1");
  CHECK(seen.client_address == "192.0.2.1");

  answer(line, with_cookie(get("/api/v1/subscribers/404/card")));
  CHECK(it.book.lines.at(1).outcome == "subscriber_unknown");
  answer(line, with_cookie(post("/api/v1/subscribers/5/top-ups")));
  CHECK(it.book.lines.at(2).action == "POST /api/v1/subscribers/{id}/top-ups");
  CHECK(it.book.lines.at(2).outcome == "right_missing");
  answer(line, with_cookie(get("/api/v1/mine")));
  CHECK(it.book.lines.size() == 3);  // nothing about anybody
}

TEST_CASE("what cannot be written down is not shown", "[web][audit]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::subscriber_find}));
  it.book.broken = true;
  auto line = it.open();
  auto out = answer(line, with_cookie(get("/api/v1/subscribers/5/card")));
  CHECK(out.status == 500);
  CHECK(code_of(out) == "internal_error");
}

TEST_CASE("what breaks inside is not told outside", "[web][safety]") {
  desk it;
  auto line = it.open();
  auto broken = answer(line, get("/api/v1/broken"));
  CHECK(broken.status == 500);
  CHECK(broken.body.find("secret") == std::string::npos);
  CHECK(code_of(answer(line, get("/api/v1/no-database"))) == "database_unavailable");
  auto lost = answer(line, post("/api/v1/lost"));
  CHECK(lost.status == 503);
  CHECK(code_of(lost) == "outcome_unknown");
}

TEST_CASE("every answer carries the security headers and its request id", "[web][safety]") {
  desk it;
  auto line = it.open();
  auto asked = get("/api/v1/open");
  asked.request_id = "from-outside.1";
  auto bad_id = get("/api/v1/open");
  bad_id.request_id = "a b\r\nX: y";
  auto door = get("/healthz");
  line.at_the_door(asked);
  line.at_the_door(bad_id);
  for (const auto& out :
       {line.answer(asked), line.answer(bad_id), answer(line, get("/api/v1/broken")), answer(line, get("/nowhere")),
        line.at_the_door(door).value(), line.turn_away(asked, unknown, 413)}) {
    CHECK(header(out, "Content-Security-Policy").find("script-src 'self'") != std::string::npos);
    CHECK(header(out, "Content-Security-Policy").find("frame-ancestors 'none'") != std::string::npos);
    CHECK(header(out, "X-Content-Type-Options") == "nosniff");
    CHECK(header(out, "Referrer-Policy") == "no-referrer");
    CHECK(header(out, "Cache-Control") == "no-store");
  }
  CHECK(header(line.answer(asked), "X-Request-Id") == "from-outside.1");
  CHECK(core::uuid::parse(header(line.answer(bad_id), "X-Request-Id")));
}

TEST_CASE("an address knows some methods and names them", "[web]") {
  desk it;
  auto line = it.open();
  auto in = post("/api/v1/mine");
  auto out = answer(line, in);
  CHECK(out.status == 405);
  CHECK(header(out, "Allow") == "GET");
  CHECK(answer(line, get("/api/v1/nowhere")).status == 404);
}

TEST_CASE("too much from one address or one user waits, others do not", "[web]") {
  desk it;
  it.config = {{0.5, 2}, {0.5, 1}};
  it.callers.sign_in("t", tests::agent({}));
  it.callers.sign_in("u", {core::user_id{8}, "boris", "agent", {}, "Boris"});
  auto line = it.open();
  CHECK(answer(line, with_cookie(get("/api/v1/mine"))).status == 200);
  auto limited = answer(line, with_cookie(get("/api/v1/mine")));
  CHECK(limited.status == 429);
  CHECK(header(limited, "Retry-After") == "2");
  CHECK(answer(line, with_cookie(get("/api/v1/mine"), "u")).status == 200);

  auto in = get("/api/v1/open");
  CHECK_FALSE(line.at_the_door(in));
  CHECK_FALSE(line.at_the_door(in));
  auto turned = line.at_the_door(in);
  REQUIRE(turned);
  CHECK(turned->status == 429);
  in.client_address = "192.0.2.2";
  CHECK_FALSE(line.at_the_door(in));
}

TEST_CASE("a stream's right to be open can be asked for again", "[web][safety]") {
  desk it;
  it.callers.sign_in("t", tests::agent({web::right::subscriber_find}));
  auto line = it.open();
  auto out = answer(line, with_cookie(get("/api/v1/hints")));
  REQUIRE(out.stream);
  CHECK(out.stream->still_allowed());
  it.callers.sign_in("t", tests::agent({}));
  CHECK_FALSE(out.stream->still_allowed());
}
