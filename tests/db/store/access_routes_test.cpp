// Setting up, signing in and users, through the pipeline of web but without a socket; and answers that are kept.
#include "store/api/access_routes.hpp"

#include <thread>

#include "core/log.hpp"
#include "store/api/access_ports.hpp"
#include "store/session.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"
#include "web/idempotency.hpp"
#include "web/json_body.hpp"
#include "web/pipeline.hpp"
#include "web/web_sql.hpp"

using namespace std::chrono_literals;

namespace {

struct office : tests::database_case {
  db::access room = as("store");
  store::sessions_for_web sessions{room};
  store::audit_for_web book{room};
  web::pipeline line{routes(), sessions, book, {{0, 0}, {0, 0}}};
  core::instant now = tests::noon();
  std::string cookie, bearer, address = "192.0.2.1";
  int effects = 0;

  office() { core::log::set_level(core::log::level::error); }

  web::response ask(web::verb method, const std::string& path, const std::string& body = {},
                    const std::string& key = {}) {
    web::request in;
    in.method = method;
    in.path = path.substr(0, path.find('?'));
    if (auto at = path.find('?'); at != std::string::npos) {
      auto equals = path.find('=', at);
      in.query.emplace(path.substr(at + 1, equals - at - 1), path.substr(equals + 1));
    }
    in.body = body;
    in.content_type = "application/json";
    in.idempotency_key = key;
    in.client_address = address;
    in.fetch_site = method == web::verb::get ? "" : "same-origin";
    in.now = now;
    in.cookie = cookie;
    if (!bearer.empty()) in.authorization = "Bearer " + bearer;
    auto out = line.answer(in);
    for (const auto& [name, value] : out.headers)
      if (name == "Set-Cookie") cookie = value.substr(0, value.find(';'));
    return out;
  }
  web::response get(const std::string& path) { return ask(web::verb::get, path); }
  web::response post(const std::string& path, const std::string& body, const std::string& key = {}) {
    return ask(web::verb::post, path, body, key);
  }
  void set_up() {
    auto token = room.transact([&](db::tx& t) { return store::make_setup_token(t, now); }).value();
    auto out =
        post("/api/v1/setup", R"({"token":")" + token +
                                  R"(","name":"chef","displayName":"The Chef","password":"brown bread and butter"})");
    REQUIRE(out.status == 201);
  }

 private:
  std::vector<web::route> routes() {
    auto out = store::access_routes(as("store"));
    auto top_up = [this](const web::request& in) {
      return web::once(room, in, [&](db::tx&) -> core::result<web::response> {
        if (in.body.find("never") != std::string::npos)
          return core::refusal{"never", core::refusal_kind::refused, "Never."};
        ++effects;
        std::this_thread::sleep_for(20ms);
        return web::json_text("{\"topUpId\":\"" + std::to_string(effects) + "\"}", 201);
      });
    };
    out.push_back({web::verb::post, "/api/v1/top-ups/{id}", web::right::balance_write, top_up});
    return out;
  }
};

std::string code_of(const web::response& out) { return web::read_object(out.body).value().text("code"); }

bool has_header(const web::response& of, std::string_view name, std::string_view value) {
  for (const auto& [key, said] : of.headers)
    if (key == name && said == value) return true;
  return false;
}

}  // namespace

TEST_CASE("a new installation is set up once, and whoever did it is signed in", "[store][access]") {
  office it;
  CHECK(it.get("/api/v1/setup").body == R"({"@type":"Setup","needed":true})");
  CHECK(it.get("/api/v1/session").body == R"({"@type":"Session","user":null})");
  CHECK(it.post("/api/v1/setup",
                R"({"token":"guess","name":"chef","displayName":"x","password":"brown bread and butter"})")
            .status == 403);
  it.set_up();
  CHECK(it.get("/api/v1/setup").body == R"({"@type":"Setup","needed":false})");
  auto me = it.get("/api/v1/session");
  CHECK(me.body.find(R"("name":"chef","displayName":"The Chef","role":"admin","rights":["subscriber_find",)") !=
        std::string::npos);
  CHECK(it.look("SELECT string_agg(action || ' ' || outcome, ', ' ORDER BY audit_id) FROM store.audit") ==
        "set_up setup_link_wrong, set_up ok");
}

TEST_CASE("signing in and out over HTTP", "[store][access]") {
  office it;
  it.set_up();
  CHECK(it.ask(web::verb::del, "/api/v1/session").status == 204);
  CHECK(it.cookie == "__Host-abonent=");
  CHECK(it.get("/api/v1/session").body == R"({"@type":"Session","user":null})");
  auto wrong = it.post("/api/v1/session", R"({"name":"chef","password":"wrong"})");
  CHECK(wrong.status == 401);
  CHECK(code_of(wrong) == "sign_in_wrong");
  CHECK(it.post("/api/v1/session", R"({"name":"chef"})").status == 400);
  auto right = it.post("/api/v1/session", R"({"name":"chef","password":"brown bread and butter"})");
  CHECK(right.status == 200);
  CHECK(right.body.starts_with(R"({"@type":"Session","user":{"id":"1","name":"chef",)"));
  CHECK(it.get("/api/v1/session").body.starts_with(R"({"@type":"Session","user":{"id":"1",)"));
  it.address = "198.51.100.1";
  for (int i = 0; i < 10; ++i) it.post("/api/v1/session", R"({"name":"chef","password":"wrong"})");
  auto held = it.post("/api/v1/session", R"({"name":"chef","password":"brown bread and butter"})");
  CHECK(held.status == 429);
  CHECK(has_header(held, "Retry-After", "900"));
}

TEST_CASE("a list of stolen passwords is not tried account by account from one address", "[store][access]") {
  tests::database_case it;
  auto routes = store::access_routes(it.as("store"), {0.01, 3});
  auto sign_in =
      std::find_if(routes.begin(), routes.end(), [](const web::route& each) { return each.audit_as == "sign_in"; });
  web::request in;
  in.now = tests::noon();
  in.client_address = "192.0.2.1";
  for (int i = 0; i < 3; ++i) {
    in.body = R"({"name":"user)" + std::to_string(i) + R"(","password":"stolen"})";
    CHECK(sign_in->handle(in).status == 401);
  }
  CHECK(sign_in->handle(in).status == 429);
  in.client_address = "192.0.2.2";
  CHECK(sign_in->handle(in).status == 401);
}

TEST_CASE("an admin makes users, changes them and hands out tokens; an agent does not", "[store][access]") {
  office it;
  it.set_up();
  auto made = it.post("/api/v1/users",
                      R"({"name":"anna","displayName":"Anna","role":"agent","password":"white cheese and honey"})");
  CHECK(made.status == 201);
  CHECK(has_header(made, "Location", "/api/v1/users/2"));
  CHECK(made.body.find("password") == std::string::npos);
  CHECK(code_of(it.post("/api/v1/users", R"({"name":"anna","role":"agent","password":"white cheese and honey"})")) ==
        "user_name_taken");
  CHECK(code_of(it.post("/api/v1/users", R"({"name":"carl","role":"king","password":"white cheese and honey"})")) ==
        "field_invalid");
  CHECK(code_of(
            it.post("/api/v1/users",
                    R"({"name":"carl","role":"agent","password":"white cheese and honey","rights":["audit_read"]})")) ==
        "field_invalid");
  auto list = it.get("/api/v1/users");
  CHECK(has_header(list, "X-Total-Count", "2"));
  CHECK(list.body.starts_with(R"([{"id":"2","name":"anna",)"));
  CHECK(it.ask(web::verb::patch, "/api/v1/users/2", R"({"role":"supervisor"})").body.find("audit_read") !=
        std::string::npos);
  CHECK(it.ask(web::verb::patch, "/api/v1/users/1", R"({"disabled":true})").status == 422);
  CHECK(it.ask(web::verb::patch, "/api/v1/users/x", "{}").status == 404);

  auto shop =
      web::read_object(it.post("/api/v1/users", R"({"name":"shop","role":"integrator"})").body).value().text("id");
  auto tokens = "/api/v1/users/" + shop + "/tokens";
  auto token = web::read_object(it.post(tokens, R"({"label":"orders","days":30})").body).value();
  it.bearer = token.text("token");
  CHECK(it.get("/api/v1/session").body.find(R"("role":"integrator")") != std::string::npos);
  CHECK(it.get("/api/v1/users").status == 403);
  it.bearer.clear();
  CHECK(it.get(tokens).body.find("orders") != std::string::npos);
  CHECK(it.get(tokens + "?limit=0").body == "[]");
  CHECK(code_of(it.get("/api/v1/users/999/tokens")) == "user_unknown");
  CHECK(code_of(it.post(tokens, R"({"label":"till","day":30})")) == "field_invalid");
  CHECK(code_of(it.post("/api/v1/session", R"({"name":"anna","password":"white cheese and honey","remember":true})")) == "field_invalid");
  CHECK(it.ask(web::verb::del, tokens + "/" + token.text("id")).status == 204);
  CHECK(it.ask(web::verb::del, tokens + "/" + token.text("id")).status == 404);

  it.post("/api/v1/session", R"({"name":"anna","password":"white cheese and honey"})");
  CHECK(it.post("/api/v1/users", R"({"name":"carl","role":"admin","password":"white cheese and honey"})").status ==
        403);
  CHECK(it.get("/api/v1/audit").status == 200);
}

TEST_CASE("the audit book is read by page and by question, and reading it is written into it", "[store][audit]") {
  office it;
  it.set_up();
  auto page = it.get("/api/v1/audit?action=set_up");
  CHECK(has_header(page, "X-Total-Count", "1"));
  CHECK(page.body.find(R"("action":"set_up","customerId":null,"subject":"user=1","status":201,"outcome":"ok")") !=
        std::string::npos);
  CHECK(has_header(it.get("/api/v1/audit?action=read_audit"), "X-Total-Count", "1"));
  CHECK(it.get("/api/v1/audit?customerId=x").status == 400);
  CHECK(it.get("/api/v1/audit?from=yesterday").status == 400);
  CHECK(it.get("/api/v1/audit?userId=1").status == 200);
}

TEST_CASE("a request that moves money is done once, however often it comes", "[web][money]") {
  office it;
  it.set_up();
  CHECK(code_of(it.post("/api/v1/top-ups/1", "{}")) == "idempotency_key_missing");
  auto first = it.post("/api/v1/top-ups/1", "{}", "key-1"), again = it.post("/api/v1/top-ups/1", "{}", "key-1");
  CHECK(first.status == 201);
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(has_header(again, "Idempotent-Replayed", "true"));
  CHECK(it.effects == 1);
  CHECK(code_of(it.post("/api/v1/top-ups/1", R"({"other":1})", "key-1")) == "idempotency_key_reused");
  CHECK(it.post("/api/v1/top-ups/2", "{}", "key-1").status == 409);  // the same body about somebody else
  CHECK(it.post("/api/v1/top-ups/1", "{}", "key-2").status == 201);
  CHECK(it.post("/api/v1/top-ups/1", "{}", "k\n").status == 400);
  CHECK(it.effects == 2);
}

TEST_CASE("a refusal is not kept: the same key may be tried again", "[web][money]") {
  office it;
  it.set_up();
  CHECK(it.post("/api/v1/top-ups/1", R"({"never":1})", "key-1").status == 422);
  CHECK(it.look("SELECT count(*) FROM db.idempotency") == "0");
  CHECK(it.post("/api/v1/top-ups/1", "{}", "key-1").status == 201);
}

TEST_CASE("the same request twice at the same time is one effect", "[web][money]") {
  office it;
  it.set_up();
  std::vector<std::thread> crowd;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i)
    crowd.emplace_back([&] {
      web::request in;
      in.method = web::verb::post;
      in.path = "/api/v1/top-ups/1";
      in.body = "{}";
      in.content_type = "application/json";
      in.idempotency_key = "key-1";
      in.fetch_site = "same-origin";
      in.cookie = it.cookie;
      in.now = it.now;
      if (it.line.answer(in).status == 201) ++good;
    });
  for (auto& each : crowd) each.join();
  CHECK(good == 4);
  CHECK(it.effects == 1);
}

TEST_CASE("stored answers are forgotten in time, and their queries are understood", "[web]") {
  office it;
  it.set_up();
  it.post("/api/v1/top-ups/1", "{}", "key-1");
  tests::prepare_all(it.room, web::sql::all);
  CHECK(it.room.transact([&](db::tx& t) { return web::forget_answers(t, it.now); }) == 0);
  CHECK(it.room.transact([&](db::tx& t) { return web::forget_answers(t, it.now + 1s); }) == 1);
}
