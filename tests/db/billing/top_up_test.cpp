// Money comes in, once.
#include "billing/top_up.hpp"

#include <boost/json/parse.hpp>

#include "billing/api/billing_routes.hpp"
#include "store/timeline.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

namespace json = boost::json;
using tests::noon;

namespace {

core::money eur(std::int64_t micros) { return {micros, *core::currency::parse("EUR")}; }

billing::new_top_up of(core::customer_id customer, std::int64_t micros, const core::uuid& id = core::uuid::make(noon())) {
  return {id, customer, {}, eur(micros), "shop", "Ewa"};
}

web::response ask(const std::vector<web::route>& routes, web::verb verb, const std::string& path, web::request in) {
  in.now = noon();
  in.method = verb;
  in.route = path;
  in.path = path;
  in.content_type = "application/json";
  in.by = web::caller{core::user_id{7}, "Ewa", "agent", {}};
  for (const auto& each : routes)
    if (each.method == verb && each.path == path) return each.handle(in);
  throw std::runtime_error{"no such route"};
}

}  // namespace

TEST_CASE("what a top-up may be is decided before anything is written", "[billing]") {
  core::customer_id anna{1};
  auto decide = [&](const billing::new_top_up& what, const std::optional<billing::earlier_top_up>& earlier = {}) {
    return billing::decide_top_up(what, "EUR", earlier);
  };
  CHECK(decide(of(anna, 1)).has_value());
  CHECK(decide(of(anna, 0)).error().code() == "amount_not_positive");
  CHECK(decide(of(anna, -5)).error().code() == "amount_not_positive");
  CHECK(decide(of(anna, 2'000'000'000'000)).error().code() == "amount_too_large");
  auto foreign = of(anna, 5);
  foreign.amount = core::money{5, *core::currency::parse("PLN")};
  CHECK(decide(foreign).error().code() == "currency_differs");
  auto odd = of(anna, 5);
  odd.channel = "Sklep 7";
  CHECK(decide(odd).error().code() == "channel_unreadable");
  billing::earlier_top_up earlier{5, "EUR", "shop", 77};
  CHECK(decide(of(anna, 5), earlier).value()->balance == eur(77));
  CHECK(decide(of(anna, 6), earlier).error().code() == "top_up_differs");
}

TEST_CASE("a top-up raises the balance, stands in the timeline and is said once", "[billing]") {
  tests::usage_case town;
  auto anna = town.customer();
  auto what = of(anna, 12'500'000);
  auto receive = [&](const billing::new_top_up& it) { return town.as("billing").transact([&](db::tx& t) { return billing::top_up(t, noon(), it); }); };
  CHECK(receive(what).value().balance == eur(12'500'000));
  CHECK(receive(of(anna, 500'000)).value().balance == eur(13'000'000));
  CHECK(receive(what).value().balance == eur(12'500'000));  // the same answer as the first time
  CHECK(town.balance(anna) == 13'000'000);
  auto changed = what;
  changed.amount = eur(1);
  CHECK(receive(changed).error().code() == "top_up_differs");
  CHECK(town.number("SELECT count(*) FROM db.outbox WHERE topic = 'top_up_received'") == 2);
  auto timeline = town.as("store").read([&](db::tx& t) { return store::timeline_page(t, anna, {}, 10); });
  CHECK(std::count_if(timeline.begin(), timeline.end(), [](const auto& each) { return each.kind == "payment"; }) == 2);
  CHECK(town.number("SELECT count(*) FROM billing.published_recognised_charge") == 0);  // money that comes in is no revenue
}

TEST_CASE("an agent tops up, sees the balance, the usage and why it cost that", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto usage = town.make_ingest();
  tests::send(usage, "msc", 1, {tests::call("a", "48500000001"), tests::call("x", "48599999999")});
  auto routes = billing::billing_routes(town.as("billing"), usage);
  for (auto& each : billing::suspense_routes(town.as("billing"), usage)) routes.push_back(std::move(each));
  web::request in;
  in.params["id"] = std::to_string(anna.subscriber.value());

  auto pay = in;
  pay.body = R"({"amount": {"value": "5.00", "unit": "EUR"}, "channel": "app"})";
  const std::string top_ups = "/api/v1/subscribers/{id}/top-ups";
  CHECK(ask(routes, web::verb::post, top_ups, pay).status == 400);  // no Idempotency-Key
  pay.idempotency_key = "till-7-0001";
  auto paid = ask(routes, web::verb::post, top_ups, pay);
  CHECK(paid.status == 201);
  CHECK(json::parse(paid.body).at("balance").at("value") == "4.94");
  CHECK(ask(routes, web::verb::post, top_ups, pay).body == paid.body);
  pay.body = R"({"amount": {"value": "6.00", "unit": "EUR"}, "channel": "app"})";
  CHECK(ask(routes, web::verb::post, top_ups, pay).status == 409);
  pay.idempotency_key = "till-7-0002";
  pay.body = R"({"amount": {"value": "-6.00", "unit": "EUR"}})";
  CHECK(ask(routes, web::verb::post, top_ups, pay).status == 400);

  CHECK(json::parse(ask(routes, web::verb::get, "/api/v1/subscribers/{id}/balance", in).body).at("balance").at("value") == "4.94");
  auto used = json::parse(ask(routes, web::verb::get, "/api/v1/subscribers/{id}/usage", in).body).as_array();
  REQUIRE(used.size() == 1);
  CHECK(used[0].at("charge").at("value") == "0.06");
  web::request about;
  about.params["id"] = std::string{used[0].at("usageId").as_string()};
  auto why = json::parse(ask(routes, web::verb::get, "/api/v1/usage/{id}/explanation", about).body);
  CHECK(why.at("charge").at("value") == "0.06");
  CHECK(why.at("raw").at("recordKey") == "a");
  CHECK_FALSE(why.at("steps").as_array().empty());

  auto waiting = ask(routes, web::verb::get, "/api/v1/suspense", {});
  CHECK(json::parse(waiting.body).as_array()[0].at("subscriber").as_string() == core::mask("48599999999"));
  web::request again;
  again.body = R"({"reason": "subscriber_unknown"})";
  CHECK(json::parse(ask(routes, web::verb::post, "/api/v1/suspense/recycling", again).body).at("stillSuspended") == 1);
  tests::sent_batch failed{"msc", 2, {tests::call("b", "48500000001")}};
  usage.park(failed.batch, "the disk is full");
  CHECK(json::parse(ask(routes, web::verb::get, "/api/v1/parked-batches", {}).body).as_array()[0].at("because") == "the disk is full");
  web::request retry;
  retry.body = R"({"source": "msc", "epoch": 1, "sequence": 2})";
  CHECK(json::parse(ask(routes, web::verb::post, "/api/v1/parked-batches/retry", retry).body).at("rated") == 1);
  CHECK(ask(routes, web::verb::post, "/api/v1/parked-batches/retry", retry).status == 404);

  again.body = R"({"reason": "bad weather"})";
  CHECK(ask(routes, web::verb::post, "/api/v1/suspense/recycling", again).status == 400);
}

TEST_CASE("a line or a piece of usage that is not there is not found", "[billing]") {
  tests::usage_case town;
  auto usage = town.make_ingest();
  auto routes = billing::billing_routes(town.as("billing"), usage);
  for (auto id : {"77", "x", "-1"}) {
    web::request in;
    in.params["id"] = id;
    CHECK(ask(routes, web::verb::get, "/api/v1/subscribers/{id}/balance", in).status == 404);
    CHECK(ask(routes, web::verb::get, "/api/v1/subscribers/{id}/usage", in).status == 404);
    CHECK(ask(routes, web::verb::get, "/api/v1/usage/{id}/explanation", in).status == 404);
  }
}
