// The desk's doors: shapes, refusals, and a second click that is not a second complaint.
#include <boost/json/parse.hpp>

#include "care/api/card_routes.hpp"
#include "care/api/desk_routes.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
namespace json = boost::json;

namespace {

struct doors {
  database_case world;
  operator_for_test with;
  std::vector<web::route> routes;
  core::customer_id anna;
  std::string line;

  doors() {
    routes = care::card_routes(world.as("care"));
    for (auto& each : care::desk_routes(world.as("care"))) routes.push_back(each);
    world.as("care").transact([&](db::tx& t) {
      anna = add(t, person("Anna", "Kowalska"));
      line = std::to_string(line_of(t, anna).value());
    });
  }
  web::response call(web::verb method, const std::string& pattern, const std::string& id, const std::string& body = "",
                     const std::string& key = "", std::map<std::string, std::string> query = {}) const {
    web::request in;
    in.method = method;
    in.path = in.route = pattern;
    in.params["id"] = id;
    in.body = body;
    in.content_type = "application/json";
    in.idempotency_key = key;
    in.query = std::move(query);
    in.now = noon();
    in.by = web::caller{core::user_id{7}, "olga", "agent", {web::right::usage_read}};
    for (const auto& each : routes)
      if (each.path == pattern && each.method == method) return each.handle(in);
    throw std::logic_error{"no route " + pattern};
  }
  web::response get(const std::string& what, const std::string& id,
                    std::map<std::string, std::string> query = {}) const {
    return call(web::verb::get, "/api/v1/subscribers/{id}/" + what, id, "", "", std::move(query));
  }
  web::response post(const std::string& pattern, const std::string& id, const std::string& body,
                     const std::string& key) const {
    return call(web::verb::post, pattern, id, body, key);
  }
};

constexpr auto interactions = "/api/v1/subscribers/{id}/interactions";
constexpr auto complaints = "/api/v1/subscribers/{id}/complaints";
constexpr auto a_call = R"({"channel":"phone","direction":"inbound","reason":"billing","note":"Asked why"})";

}  // namespace

TEST_CASE("the card answers in one call and says whom it is about") {
  doors at;
  auto answer = at.get("card", at.line);
  CHECK(answer.status == 200);
  CHECK(answer.about == at.anna);
  auto card = json::parse(answer.body);
  CHECK(card.at("subscriberId").as_string() == at.line);
  CHECK(card.at("person").at("name") == "Anna Kowalska");
  CHECK(card.at("balance").at("value") == "0.00");
  CHECK(card.at("mayContact").at("serviceNotice").at("may") == true);
  CHECK(card.at("mayContact").at("offer").at("reasons").at(0) == "no_consent");
  for (std::string unknown : {"999", "0", "x"}) {
    CHECK(at.get("card", unknown).status == 404);
    CHECK(at.get("timeline", unknown).status == 404);
  }
}

TEST_CASE("a contact is written once, however often it is sent") {
  doors at;
  auto first = at.post(interactions, at.line, a_call, "k1");
  CHECK(first.status == 201);
  auto again = at.post(interactions, at.line, a_call, "k1");
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(at.post(interactions, at.line, R"({"channel":"shop","direction":"inbound","reason":"sim"})", "k1").status ==
        409);
  CHECK(at.world.look("SELECT count(*) FROM care.interaction") == "1");
  CHECK(at.post(interactions, at.line, a_call, "").status == 400);
  CHECK(at.post(interactions, "999", a_call, "k2").status == 404);
}

TEST_CASE("a contact that cannot be read is refused") {
  doors at;
  for (std::string body : {"", "{}", R"({"channel":"pigeon","direction":"inbound","reason":"billing"})",
                           R"({"channel":"phone","direction":"sideways","reason":"billing"})",
                           R"({"channel":"phone","direction":"inbound","reason":"weather"})",
                           R"({"channel":"phone","direction":"inbound","reason":"billing","mood":"bad"})"}) {
    INFO(body);
    CHECK(at.post(interactions, at.line, body, "k").status == 400);
  }
  CHECK(at.post(interactions, at.line,
                R"({"channel":"phone","direction":"inbound","reason":"billing","note":")" + std::string(4001, 'x') +
                    "\"}",
                "k")
            .status == 400);
}

TEST_CASE("a complaint is opened, shown on the card, closed, and closed no second time") {
  doors at;
  auto opened = at.post(complaints, at.line, R"({"about":"The bill"})", "k1");
  CHECK(opened.status == 201);
  std::string id{json::parse(opened.body).at("complaintId").as_string()};
  auto card = json::parse(at.get("card", at.line).body);
  CHECK(card.at("complaints").at(0).at("complaintId").as_string() == id);
  CHECK(card.at("mayContact").at("survey").at("reasons").at(0) == "open_complaint");
  CHECK(card.at("chips").at(1).at("code") == "open_complaint");
  CHECK(at.post("/api/v1/complaints/{id}/close", id, R"({"outcome":"Credited"})", "k2").status == 200);
  CHECK(at.post("/api/v1/complaints/{id}/close", id, R"({"outcome":"Credited"})", "k3").status == 409);
  CHECK(at.post("/api/v1/complaints/{id}/close", "nonsense", R"({"outcome":"x"})", "k4").status == 404);
  CHECK(at.post("/api/v1/complaints/{id}/close", id, "{}", "k5").status == 400);
  CHECK(json::parse(at.get("card", at.line).body).at("complaints").as_array().empty());
}

TEST_CASE("a survey held back is refused with its reasons") {
  doors at;
  constexpr auto surveys = "/api/v1/subscribers/{id}/surveys";
  auto asked = at.post(surveys, at.line, R"({"question":"after_call","channel":"sms"})", "k1");
  CHECK(asked.status == 201);
  auto second = at.post(surveys, at.line, R"({"question":"after_call","channel":"sms"})", "k2");
  CHECK(second.status == 422);
  CHECK(second.body.find("surveyed_recently") != std::string::npos);
  CHECK(at.post(surveys, at.line, R"({"question":"How are you?","channel":"sms"})", "k3").status == 400);
  std::string id{json::parse(asked.body).at("surveyId").as_string()};
  CHECK(at.post("/api/v1/surveys/{id}/answer", id, R"({"score":11})", "k4").status == 400);
  CHECK(at.post("/api/v1/surveys/{id}/answer", id, R"({"score":10,"comment":"Thanks"})", "k5").status == 200);
}

TEST_CASE("the timeline is read page by page by the cursor each page gives") {
  doors at;
  for (int i = 0; i < 5; ++i) CHECK(at.post(interactions, at.line, a_call, "k" + std::to_string(i)).status == 201);
  std::size_t seen = 0;
  std::map<std::string, std::string> query{{"limit", "2"}};
  for (int page = 0; page < 5; ++page) {
    auto read = json::parse(at.get("timeline", at.line, query).body);
    seen += read.at("timeline").as_array().size();
    if (read.at("timelineNext").is_null()) break;
    query["before"] = std::string{read.at("timelineNext").as_string()};
  }
  CHECK(seen == 5);
  CHECK(at.get("timeline", at.line, {{"before", "yesterday"}}).status == 400);
}
