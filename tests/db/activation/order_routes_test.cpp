// The sales point's doors: what they take, what they answer, and what they refuse.
#include "activation/api/order_routes.hpp"

#include <boost/json/parse.hpp>

#include "tests/catch.hpp"
#include "tests/db/activation/sales_point.hpp"

using namespace tests;
namespace json = boost::json;

namespace {

struct doors {
  sales_point desk;
  int woken = 0;
  std::vector<web::route> routes = activation::order_routes(desk.room, {"7", "8", "810", {10}}, [this] { ++woken; });

  web::response call(web::verb method, const std::string& pattern, web::request in) {
    in.method = method;
    in.route = pattern;
    in.path = pattern;
    in.now = noon();
    in.by = web::caller{core::user_id{3}, "olga", "sales", {web::right::order_write}};
    for (const auto& each : routes)
      if (each.path == pattern && each.method == method) return each.handle(in);
    throw std::logic_error{"no route " + pattern};
  }
  web::response post(const std::string& body, const std::string& key = "k1") {
    web::request in;
    in.content_type = "application/json";
    in.body = body;
    in.idempotency_key = key;
    return call(web::verb::post, "/api/v1/orders", in);
  }
  web::response mend(const std::string& id, const std::string& how, const std::string& key) {
    web::request in;
    in.params["id"] = id;
    in.idempotency_key = key;
    return call(web::verb::post, "/api/v1/orders/{id}/" + how, in);
  }
  web::response get(const std::string& id) {
    web::request in;
    in.params["id"] = id;
    return call(web::verb::get, "/api/v1/orders/{id}", in);
  }
  web::response list(const std::string& what, std::map<std::string, std::string> query = {}) {
    web::request in;
    in.query = std::move(query);
    return call(web::verb::get, "/api/v1/" + what, in);
  }
};

json::object read(const web::response& it) { return json::parse(it.body).as_object(); }
std::string text(const json::object& it, const char* name) { return std::string{it.at(name).as_string()}; }

std::string header(const web::response& of, const std::string& name) {
  for (const auto& [key, value] : of.headers)
    if (key == name) return value;
  return "";
}

const std::string new_line =
    R"({"kind":"activate_subscriber","customer":{"givenName":"Anna","familyName":"Kowalska","timeZone":"Europe/Warsaw","birthDate":"1990-02-03"},)"
    R"("offering":"talk_freely","msisdn":"8 (916) 000-00-01","iccid":")" + std::string{iccid(1).digits()} + "\"}";

}  // namespace

TEST_CASE("a sale is taken, the worker is woken, and the order can be followed until it is completed") {
  doors at;
  auto answer = at.post(new_line);
  REQUIRE(answer.status == 202);
  CHECK(at.woken == 1);
  auto order = read(answer);
  CHECK(text(order, "state") == "acknowledged");
  CHECK(text(order, "msisdn") == "79160000001");
  CHECK(text(order, "by") == "olga");
  auto id = text(order, "orderId");
  CHECK(header(answer, "Location") == "/api/v1/orders/" + id);
  CHECK(answer.about.value() > 0);
  CHECK(answer.audit_note.find("916") == std::string::npos);

  at.desk.work();
  auto later = read(at.get(id));
  CHECK(text(later, "state") == "completed");
  REQUIRE(later.at("errands").as_array().size() == 2);
  CHECK(text(later.at("errands").as_array()[0].as_object(), "action") == "give_number");
}

TEST_CASE("the same sale sent again is answered with the same order; with another body it is refused") {
  doors at;
  auto first = at.post(new_line), second = at.post(new_line);
  CHECK(second.status == 202);
  CHECK(second.body == first.body);
  CHECK(header(second, "Idempotent-Replayed") == "true");
  CHECK(header(first, "Location").starts_with("/api/v1/orders/"));
  CHECK(header(second, "Location") == header(first, "Location"));
  auto other = new_line;
  other.replace(other.find("Anna"), 4, "Nina");
  CHECK(at.post(other).status == 409);
  CHECK(at.desk.look("SELECT count(*) FROM activation.service_order") == "1");
}

TEST_CASE("a sale without an Idempotency-Key is refused: it could not be repeated safely") {
  doors at;
  CHECK(at.post(new_line, "").status == 400);
}

TEST_CASE("the caller may bring the order's id: the same id under another key is the same order") {
  doors at;
  auto mine = core::uuid::make(noon()).text();
  auto body = R"({"orderId":")" + mine + "\"," + new_line.substr(1);
  auto first = at.post(body, "k1"), second = at.post(body, "k2");
  CHECK(text(read(first), "orderId") == mine);
  CHECK(text(read(second), "orderId") == mine);
  CHECK(at.desk.look("SELECT count(*) FROM activation.service_order") == "1");
}

TEST_CASE("what is wrong in a sale is told by its member, and nothing is written") {
  doors at;
  auto refused = [&](const std::string& body, const std::string& about, int status = 400) {
    auto answer = at.post(body);
    INFO(body << " -> " << answer.body);
    CHECK(answer.status == status);
    CHECK(answer.body.find(about) != std::string::npos);
  };
  refused("{", "json_invalid");
  refused(R"({"offering":"talk_freely"})", "customer");
  refused(R"({"customerId":"1","customer":{"familyName":"K"},"offering":"talk_freely"})", "customer");
  refused(R"({"customer":{"familyName":"K"}})", "offering");
  refused(R"({"customer":{"familyName":"K"},"offering":"talk_freely","msisdn":"hello"})", "msisdn");
  refused(R"({"customer":{"familyName":"K"},"offering":"talk_freely","iccid":"8970"})", "iccid");
  refused(R"({"customer":{"familyName":"K"},"offering":"talk_freely","ki":"00"})", "ki");
  refused(R"({"customer":{"familyName":"K"},"offering":"none_such"})", "offering_not_on_sale", 404);
  refused(R"({"customerId":"999999999","offering":"talk_freely"})", "customer_unknown", 404);
  refused(R"({"kind":"explode","customerId":"1","offering":"talk_freely"})", "kind");
  refused(R"({"kind":"terminate_subscriber"})", "subscriberId");
  CHECK(at.desk.look("SELECT count(*) FROM store.customer") == "0");
}

TEST_CASE("a number that is taken answers 409 with the refusal's code") {
  doors at;
  at.post(new_line, "k1");
  auto other = new_line;
  other.replace(other.find("Anna"), 4, "Nina");
  auto answer = at.post(other, "k2");
  CHECK(answer.status == 409);
  CHECK(answer.body.find("number_taken") != std::string::npos);
}

TEST_CASE("a held order is tried again or given back by a person") {
  doors at;
  auto id = text(read(at.post(new_line)), "orderId");
  CHECK(at.mend(id, "retry", "r0").status == 409);  // it does not wait for anybody
  at.desk.network.next({fault::refuse});
  at.desk.work();
  auto held = read(at.get(id));
  CHECK(text(held, "state") == "held");
  CHECK(text(held, "note") == "not_in_this_network");
  CHECK(read(at.mend(id, "retry", "r1")).at("state") == "in_progress");
  at.desk.network.next({fault::refuse});
  at.desk.work();
  CHECK(at.mend(id, "release", "r2").status == 202);
  at.desk.work();
  CHECK(text(read(at.get(id)), "state") == "failed");
  CHECK(at.mend(id, "release", "r3").status == 409);
  CHECK(at.mend(core::uuid::make(noon()).text(), "retry", "r4").status == 404);
  CHECK(at.mend("nonsense", "retry", "r5").status == 404);
}

TEST_CASE("a line is suspended, resumed and ended through the same door") {
  doors at;
  auto line = text(read(at.post(new_line)), "subscriberId");
  at.desk.work();
  auto ask = [&](const std::string& kind, const std::string& key) {
    auto answer = at.post(R"({"kind":")" + kind + R"(","subscriberId":")" + line + "\"}", key);
    at.desk.work();
    return answer.status;
  };
  CHECK(ask("suspend_subscriber", "a") == 202);
  CHECK(ask("suspend_subscriber", "b") == 409);
  CHECK(ask("resume_subscriber", "c") == 202);
  CHECK(ask("terminate_subscriber", "d") == 202);
  CHECK(ask("resume_subscriber", "e") == 409);
}

TEST_CASE("orders are listed newest first, by state and page, with nobody's number in clear") {
  doors at;
  for (int n = 1; n <= 3; ++n) at.desk.sell(at.desk.request(n), noon() + std::chrono::seconds{n}).value();
  at.desk.work(noon() + std::chrono::minutes{1});
  at.desk.sell(at.desk.request(4), noon() + std::chrono::seconds{4}).value();
  auto all = at.list("orders", {{"limit", "2"}});
  CHECK(all.status == 200);
  CHECK(header(all, "X-Total-Count") == "4");
  auto items = json::parse(all.body).as_array();
  REQUIRE(items.size() == 2);
  CHECK(text(items[0].as_object(), "orderId") == order_id(4).text());
  CHECK(all.body.find(std::string{msisdn(4).digits()}) == std::string::npos);
  CHECK(header(at.list("orders", {{"state", "completed"}}), "X-Total-Count") == "3");
  CHECK(header(at.list("orders", {{"state", "held"}}), "X-Total-Count") == "0");
  CHECK(at.list("orders", {{"state", "sleeping"}}).status == 400);
  CHECK(at.list("orders", {{"msisdn", "79160000001"}}).status == 400);
}

TEST_CASE("stock is listed: free in clear to be chosen from, somebody's masked, and no key anywhere") {
  doors at;
  at.desk.sell(at.desk.request(1)).value();
  auto free = at.list("numbers");
  CHECK(header(free, "X-Total-Count") == "4");
  CHECK(free.body.find(std::string{msisdn(2).digits()}) != std::string::npos);
  auto held = at.list("numbers", {{"state", "held"}});
  CHECK(header(held, "X-Total-Count") == "1");
  CHECK(held.body.find(std::string{msisdn(1).digits()}) == std::string::npos);
  auto cards = at.list("sims", {{"state", "available"}});
  CHECK(cards.body.find(std::string{iccid(2).digits()}) != std::string::npos);
  CHECK(cards.body.find(std::string{imsi(2).digits()}) == std::string::npos);
  for (auto word : {"\"ki\"", "\"opc\"", "aaaaaaaa"}) CHECK(cards.body.find(word) == std::string::npos);
  CHECK(at.list("sims", {{"state", "lost"}}).status == 400);
}
