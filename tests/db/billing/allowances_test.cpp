// Tariffs that remember, in live rating: what is used up stands in the ledger, whoever rates next.
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using namespace std::chrono_literals;
using tests::call;
using tests::counted;
using tests::noon;
using tests::send;

namespace {

// 100 seconds that all lines share, what is left lives on for a cycle; then 0.01 EUR a second. Messages by tiers, no more
// than 1 EUR of both in a cycle.
constexpr auto family = R"json({
  "offering": {"code": "family", "version": 1, "name": "Family", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "kind": "mobile",
               "pays": "postpaid", "tariff_group": "family", "services": ["voice", "sms"], "tariff": "family", "prices": []},
  "tariff": {"code": "family", "version": 1, "name": "Family", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z",
             "rounding": {"decimals": 4, "mode": "half_up"}, "counters": [{"code": "messages"}], "cycle_maximum": "1.00",
             "allowances": [{"code": "seconds", "label": "Family seconds", "amount": 100, "shared_by": "customer", "rollover_cycles": 1}],
             "usage": [
               {"service": "voice", "destinations": [{"code": "any", "label": "Anywhere", "prefixes": ["*"], "prices": [{"price": "0.01", "increments": "1"}]}]},
               {"service": "sms", "destinations": [{"code": "any", "label": "Anywhere", "prefixes": ["*"], "prices": [
                 {"counter": "messages", "tiers": [{"up_to": 2, "price": "0.10"}, {"price": "0.05"}]}]}]}]}})json";

struct family_case : tests::usage_case {
  family_case() {
    as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), family).has_value(); });
    first = add_line("48500000001", tests::born, "family");
    second = add_sibling(first, "48500000002");
  }
  line add_sibling(const line& of, const std::string& msisdn) {
    return as("store").transact([&](db::tx& t) {
      store::new_subscriber it;
      it.customer = of.customer;
      it.offering_code = "family";
      it.tariff_group = "family";
      auto subscriber = store::open_subscriber(t, tests::born, it);
      store::give_identifier(t, tests::born, of.customer, subscriber, store::identifier_kind::msisdn, msisdn).value();
      store::move_subscriber(t, tests::born, subscriber, store::subscriber_state::active).value();
      return line{of.customer, subscriber, msisdn};
    });
  }
  // What each piece of usage cost, in the order in which it was written.
  std::string charges() {
    return look("SELECT coalesce(string_agg((-delta_micros)::text, ' ' ORDER BY pos, line), '') FROM billing.ledger WHERE kind = 'usage' AND bucket_id = 0 "
                "AND customer_id = " + id(first.customer));
  }
  std::string used() {
    return look("SELECT coalesce(string_agg(delta_micros::text || ' after ' || before_micros, ', ' ORDER BY pos, line), '') FROM billing.ledger l "
                "JOIN billing.bucket_number n ON n.number = l.bucket_id >> 48 WHERE n.name = 'allowance seconds' AND customer_id = " + id(first.customer));
  }
  line first, second;
};

bus::usage_record message(std::string_view key, std::string_view from, std::int64_t count) {
  auto it = call(key, from);
  it.service = bus::usage_service::sms;
  it.quantity = count;
  return it;
}

}  // namespace

TEST_CASE("what a family shares is used up by both lines, within a batch and from one to the next", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  // The lines began in January: what was left in the cycle before is there too.
  CHECK(send(in, "msc", 1, {call("a", "48500000001", noon(), 90), call("b", "48500000002", noon(), 60)}) == counted(2));
  CHECK(town.charges() == "0 0");
  CHECK(send(in, "msc", 2, {call("c", "48500000001", noon(), 60)}) == counted(1));
  CHECK(town.charges() == "0 0 100000");
  CHECK(town.used() == "-90 after 0, -10 after -90, -50 after 0, -50 after -50");
  CHECK(town.balance(town.first.customer) == -100'000);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("usage that takes from an allowance is one piece of usage, on the card and in revenue", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon(), 210)});
  CHECK(town.number("SELECT count(*) FROM billing.published_recent_usage") == 1);
  CHECK(town.number("SELECT sum(amount_micros)::bigint FROM billing.published_recognised_charge") == 100'000);
  auto page = town.as("billing").read([&](db::tx& t) { return billing::list_usage(t, town.first.customer, town.first.subscriber, 0, 10); });
  CHECK(page.total == 1);
  CHECK(page.usage.size() == 1);
}

TEST_CASE("another program, and one that was started anew, go on where the ledger stands", "[billing]") {
  family_case town;
  auto in = town.make_ingest(), other = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon(), 150)});
  send(other, "smsc", 1, {call("b", "48500000002", noon(), 60)});
  CHECK(town.charges() == "0 100000");
  send(in, "msc", 2, {call("c", "48500000001", noon(), 10)});  // it must hear of the other's first
  CHECK(town.charges() == "0 100000 100000");
  auto anew = town.make_ingest();
  send(anew, "msc", 3, {call("d", "48500000001", noon(), 10)});
  CHECK(town.charges() == "0 100000 100000 100000");
  CHECK(town.broken_chains() == 0);
}

TEST_CASE("a late record uses what its own cycle had", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon(), 150)});  // all of last cycle's, half of this one's
  send(in, "msc", 2, {call("b", "48500000001", noon() - 24h * 45, 100)});
  CHECK(town.charges().starts_with("0 "));
  CHECK(town.used().find("-100 after 0, -50 after 0") == 0);
}

TEST_CASE("messages get cheaper by their number in the cycle, and a cycle has its most", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  send(in, "smsc", 1, {message("a", "48500000001", 1), message("b", "48500000001", 2), message("c", "48500000002", 1)});
  CHECK(town.charges() == "100000 150000 100000");
  send(in, "smsc", 2, {message("d", "48500000001", 100), message("e", "48500000001", 1)});
  CHECK(town.charges() == "100000 150000 100000 750000 0");
}

TEST_CASE("every charge that stood on what was used before is explained by the same state", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon(), 190), call("b", "48500000002", noon(), 20), message("c", "48500000001", 3), message("d", "48500000001", 90),
                      message("e", "48500000001", 1)});
  CHECK(town.charges() == "0 100000 250000 750000 0");
  for (const auto& line : {town.first, town.second}) {
    auto page = town.as("billing").read([&](db::tx& t) { return billing::list_usage(t, line.customer, line.subscriber, 0, 10); });
    for (const auto& each : page.usage) {
      auto told = in.explain(each.place());
      REQUIRE(told.has_value());
      INFO(each.charge_micros);
      CHECK(told->agrees);
      std::int64_t shown = 0;
      for (const auto& step : told->steps) shown += step.amount_micros.value_or(0);
      CHECK(shown == each.charge_micros);
    }
  }
}

TEST_CASE("a later version of a tariff goes on with the same buckets", "[billing]") {
  family_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon(), 150)});
  std::string next{family};
  next = "{" + next.substr(next.find("\"tariff\": {"));
  for (auto [from, to] : {std::pair{"\"version\": 1", "\"version\": 2"}, {"2025-01-01T00:00:00Z", "2026-03-01T12:00:00Z"}, {"\"0.01\"", "\"0.02\""}})
    next.replace(next.find(from), std::string_view{from}.size(), to);
  INFO(next);
  auto loaded = town.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon() - 24h * 365, next).has_value(); });
  REQUIRE(loaded);
  send(in, "msc", 2, {call("b", "48500000001", noon() + 1min, 60)});
  CHECK((town.charges() == "0 200000" || town.charges() == "0 100000"));
}

TEST_CASE("a draft charges last month's usage again: who wins, who loses, and nothing is written", "[billing]") {
  family_case town;
  auto single = town.add_line("48500000009", tests::born, "talk");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon() - 2h, 250), call("b", "48500000002", noon() - 1h, 10), call("z", "48500000009", noon() - 1h, 60)});
  CHECK(town.charges() == "500000 100000");
  std::string draft{family};
  draft.replace(draft.find("\"amount\": 100"), 13, "\"amount\": 120");
  auto file = catalog::read_catalog_file(draft).value();
  auto before = town.number("SELECT count(*) FROM billing.ledger");
  auto answer = in.simulate(*file.tariff, "family", noon() - 24h, noon());
  CHECK(town.number("SELECT count(*) FROM billing.ledger") == before);
  CHECK(answer.charged_micros() == 600'000);
  CHECK(answer.draft_micros() == 200'000);
  REQUIRE(answer.lines.size() == 2);
  CHECK(answer.lines[0].draft_micros == 100'000);
  CHECK(answer.lines[1].records == 1);
  CHECK(answer.without_price == 0);
  CHECK(in.simulate(*file.tariff, "family", noon() - 90min, noon()).lines.size() == 1);
  CHECK(in.simulate(*file.tariff, "talk", noon() - 24h, noon()).charged_micros() == 60'000);
}

TEST_CASE("content is charged a share of what its seller asks, and nothing negative is", "[billing]") {
  tests::usage_case town;
  std::string offer = R"json({
  "offering": {"code": "shop", "version": 1, "name": "Shop", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "kind": "mobile", "pays": "prepaid",
               "tariff_group": "shop", "services": ["data"], "tariff": "shop", "prices": []},
  "tariff": {"code": "shop", "version": 1, "name": "Shop", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "rounding": {"decimals": 4, "mode": "half_up"},
             "counters": [{"code": "bought"}], "usage": [{"service": "content", "destinations": [{"code": "any", "label": "Content", "prefixes": ["*"], "prices": [
               {"counter": "bought", "share": {"percent": "10", "fee": "0.05", "free_events": 1}}]}]}]}})json";
  REQUIRE(town.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), offer).has_value(); }));
  auto line = town.add_line("48500000001", tests::born, "shop");
  auto bought = [](std::string_view key, std::int64_t micros) {
    auto it = call(key, "48500000001");
    it.service = bus::usage_service::content;
    it.other_party = "ringtones";
    it.quantity = 1;
    it.amount_micros = micros;
    return it;
  };
  auto in = town.make_ingest();
  CHECK(send(in, "shop", 1, {bought("a", 5'000'000), bought("b", 2'000'000), bought("c", -1)}) == counted(2, 0, 1));
  CHECK(town.balance(line.customer) == -250'000);
}
