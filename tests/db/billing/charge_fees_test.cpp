// Fees in a real database: begun by events, charged once whoever charges them, settled when the line ends.
#include "billing/charge_fees.hpp"

#include <thread>

#include "abonent/v1/events.pb.h"
#include "billing/fee_sql.hpp"
#include "billing/on_events.hpp"
#include "catalog/load_catalog.hpp"
#include "store/subscriber.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/town.hpp"

namespace {

using namespace tests;

constexpr std::string_view offer = R"({
  "offering": {"code": "flat", "version": 1, "name": "Flat", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "kind": "mobile",
               "pays": "postpaid", "tariff_group": "flat", "tariff": "flat", "prices": [
                 {"code": "start", "label": "Activation", "kind": "one_time", "amount": "5"},
                 {"code": "gift", "label": "Gift", "kind": "monthly", "amount": "0"},
                 {"code": "monthly", "label": "Flat, monthly fee", "kind": "monthly", "amount": "31.00"}]},
  "tariff": {"code": "flat", "version": 1, "name": "Flat", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z",
             "rounding": {"decimals": 2, "mode": "half_up"}, "usage": [{"service": "voice", "destinations": [
               {"code": "any", "label": "Anywhere", "prefixes": ["*"], "prices": [{"price": "0", "increments": "1"}]}]}]}})";

core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

struct fee_case : ledger_case {
  fee_case() : ledger_case{8} {
    as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), offer).value().size(); });
  }
  struct line {
    core::customer_id customer;
    core::subscriber_id subscriber;
  };
  line add_line(core::instant opened, const std::string& offering = "flat") {
    auto who = customer();
    return as("store").transact([&](db::tx& t) {
      store::new_subscriber it;
      it.customer = who;
      it.offering_code = offering;
      it.tariff_group = "flat";
      return line{who, store::open_subscriber(t, opened, it)};
    });
  }
  void hear(core::customer_id who, std::string topic, const std::string& payload) {
    db::logged_event said;
    said.id = core::uuid::make(noon());
    said.customer = who;
    said.topic = std::move(topic);
    said.payload = payload;
    as("billing").transact([&](db::tx& t) { billing::on_event(t, said); });
  }
  void activated(const line& it, core::instant when) {
    abonent::v1::SubscriberActivated said;
    said.set_subscriber_id(it.subscriber.value());
    said.set_tariff_group("flat");
    said.set_at_unix_micros(when.micros());
    hear(it.customer, "subscriber_activated", said.SerializeAsString());
  }
  void terminated(const line& it, core::instant when) {
    abonent::v1::SubscriberTerminated said;
    said.set_subscriber_id(it.subscriber.value());
    said.set_at_unix_micros(when.micros());
    hear(it.customer, "subscriber_terminated", said.SerializeAsString());
  }
  void charge_all(core::instant now) {
    while (billing::charge_fees(as("billing"), now, 10) > 0) {}
  }
  // A fee whose charges and ledger rows do not tell the same money.
  std::int64_t disagreements() {
    return number(R"sql(
      SELECT count(*) FROM billing.fee_charge c
      FULL JOIN (SELECT reference, sum(delta_micros) AS delta FROM billing.ledger WHERE kind IN ('recurring_fee', 'one_time_fee') GROUP BY 1) l
        ON l.reference = c.charge_id
      WHERE coalesce(c.amount_micros, 0) <> -coalesce(l.delta, 0))sql");
  }
};

}  // namespace

TEST_CASE("every query about fees is understood by PostgreSQL") {
  fee_case town;
  tests::prepare_all(town.as("billing"), billing::sql::all_of_fees);
}

TEST_CASE("an activated line pays its activation and the rest of its month at once, then each month in advance") {
  fee_case town;
  auto line = town.add_line(at("2026-03-11T08:00:00Z"));
  town.activated(line, at("2026-03-11T09:00:00Z"));
  town.charge_all(at("2026-03-11T09:00:01Z"));
  CHECK(town.balance(line.customer) == -5'000'000 - 21'000'000);
  town.charge_all(at("2026-03-31T21:59:59Z"));  // a second before midnight in Warsaw
  CHECK(town.balance(line.customer) == -26'000'000);
  town.charge_all(at("2026-03-31T22:00:00Z"));
  CHECK(town.balance(line.customer) == -57'000'000);
  town.charge_all(at("2026-03-31T22:00:00Z"));
  CHECK(town.balance(line.customer) == -57'000'000);
  CHECK(town.disagreements() == 0);
  CHECK(town.number("SELECT count(*) FROM billing.fee") == 2);  // what costs nothing is no fee
}

TEST_CASE("a charge is on the customer's timeline, in the figures, and the next one is known") {
  fee_case town;
  auto line = town.add_line(at("2026-03-11T08:00:00Z"));
  town.activated(line, at("2026-03-11T09:00:00Z"));
  town.charge_all(at("2026-03-12T00:00:00Z"));
  CHECK(town.look("SELECT title || ' | ' || note FROM store.timeline WHERE kind = 'fee' AND title LIKE 'Flat%'") ==
        "Flat, monthly fee: 21.00 EUR charged | For 2026-03-11 to 2026-03-31, 21 of 31 days");
  CHECK(town.look("SELECT sum(amount_micros) FROM billing.published_recognised_charge WHERE tariff_group = 'flat'") == "26000000");
  CHECK(town.look("SELECT amount_micros || ' ' || due_on FROM billing.published_next_fee WHERE subscriber_id = " +
                  std::to_string(line.subscriber.value())) == "31000000 2026-04-01");
}

TEST_CASE("the same activation heard twice is charged once") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z"));
  for (int i = 0; i < 3; ++i) {
    town.activated(line, at("2026-03-01T09:00:00Z"));
    town.charge_all(at("2026-03-02T00:00:00Z"));
  }
  CHECK(town.balance(line.customer) == -36'000'000);
}

TEST_CASE("a line that ends gets the rest of its month back, and is charged no more") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z"));
  town.activated(line, at("2026-03-01T09:00:00Z"));
  town.charge_all(at("2026-03-10T00:00:00Z"));
  town.terminated(line, at("2026-03-11T12:00:00Z"));
  town.terminated(line, at("2026-03-11T12:00:00Z"));
  town.charge_all(at("2026-03-11T12:00:00Z"));
  CHECK(town.balance(line.customer) == -5'000'000 - 10'000'000);
  town.charge_all(at("2026-08-01T00:00:00Z"));
  CHECK(town.balance(line.customer) == -15'000'000);
  CHECK(town.number("SELECT count(*) FROM billing.fee WHERE due_at IS NOT NULL") == 0);
  CHECK(town.number("SELECT count(*) FROM billing.published_next_fee") == 0);
  CHECK(town.disagreements() == 0);
}

TEST_CASE("an end that is heard two months late gives back every month charged since") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z"));
  town.activated(line, at("2026-03-01T09:00:00Z"));
  town.charge_all(at("2026-05-15T00:00:00Z"));
  CHECK(town.balance(line.customer) == -5'000'000 - 3 * 31'000'000);
  town.terminated(line, at("2026-03-11T12:00:00Z"));
  town.charge_all(at("2026-05-15T00:00:00Z"));
  CHECK(town.balance(line.customer) == -15'000'000);
  CHECK(town.disagreements() == 0);
}

TEST_CASE("a changed offering ends one fee and begins the other on the same day") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z"));
  town.activated(line, at("2026-03-01T09:00:00Z"));
  town.charge_all(at("2026-03-01T09:00:00Z"));
  auto when = at("2026-03-11T12:00:00Z");
  town.look("UPDATE store.product SET valid_to = '" + when.text() + "'");
  town.look("INSERT INTO store.product (customer_id, subscriber_id, offering_code, offering_version, valid_from) VALUES (" + town.id(line.customer) +
            ", " + std::to_string(line.subscriber.value()) + ", 'flat', 1, '" + when.text() + "')");
  abonent::v1::OfferingChanged said;
  said.set_subscriber_id(line.subscriber.value());
  said.set_to_group("flat");
  said.set_at_unix_micros(when.micros());
  town.hear(line.customer, "offering_changed", said.SerializeAsString());
  town.charge_all(when);
  CHECK(town.balance(line.customer) == -2 * 5'000'000 - 31'000'000);  // a month in all, and the second activation
}

TEST_CASE("an offering that the catalogue does not know parks the event, and loading it mends that") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z"), "unknown");
  CHECK_THROWS_WITH(town.activated(line, at("2026-03-01T09:00:00Z")), Catch::Contains("no offering unknown version 1"));
  CHECK(town.number("SELECT count(*) FROM billing.fee") == 0);
}

TEST_CASE("schedulers that are killed and schedulers at the same time charge each month of each line once") {
  fee_case town;
  std::vector<fee_case::line> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back(town.add_line(at("2026-01-01T08:00:00Z")));
    town.activated(lines.back(), at("2026-01-01T09:00:00Z"));
  }
  auto now = at("2026-06-15T00:00:00Z");
  // Half a chunk, then the world breaks: nothing of it is left.
  CHECK_THROWS(town.as("billing").transact([&](db::tx& t) {
    t.exec(billing::sql::due_fees, now, 10);
    t.run_script("UPDATE billing.fee SET charged_to = '2030-01-01'");
    throw std::runtime_error{"killed"};
  }));
  std::vector<std::jthread> schedulers;
  for (int i = 0; i < 3; ++i)
    schedulers.emplace_back([&] {
      for (int idle = 0; idle < 3;) idle = billing::charge_fees(town.as("billing"), now, 7) > 0 ? 0 : idle + 1;
    });
  schedulers.clear();
  town.charge_all(now);
  for (const auto& each : lines) CHECK(town.balance(each.customer) == -5'000'000 - 6 * 31'000'000);
  CHECK(town.number("SELECT count(*) FROM billing.fee_charge") == 40 * 7);
  CHECK(town.disagreements() == 0);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("a damaged date costs nobody a month twice, and holds nobody else up") {
  fee_case town;
  auto line = town.add_line(at("2026-03-01T08:00:00Z")), other = town.add_line(at("2026-03-01T08:00:00Z"));
  town.activated(line, at("2026-03-01T09:00:00Z"));
  town.charge_all(at("2026-03-02T00:00:00Z"));
  town.look("UPDATE billing.fee SET charged_to = NULL, due_at = began_at");
  town.activated(other, at("2026-03-01T09:00:00Z"));
  town.charge_all(at("2026-03-02T00:00:00Z"));
  CHECK(town.balance(line.customer) == -36'000'000);
  CHECK(town.balance(other.customer) == -36'000'000);
  CHECK(town.number("SELECT count(*) FROM billing.fee WHERE kind = 'monthly' AND charged_to = '2026-04-01'") == 2);
  CHECK_THROWS(town.look("INSERT INTO billing.fee_charge SELECT * FROM billing.fee_charge"));
}
