// Suspense and its recycling; parked batches; explaining.
#include "billing/suspense.hpp"

#include "billing/mend_suspended.hpp"
#include "billing/parked_batch.hpp"

#include "billing/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using namespace std::chrono_literals;
using billing::suspense_reason;
using tests::call;
using tests::counted;
using tests::noon;
using tests::send;

namespace {

billing::suspense_filter only(suspense_reason reason) {
  billing::suspense_filter out;
  out.reason = reason;
  return out;
}

billing::mending to_number(const std::string& number) {
  billing::mending out;
  out.subscriber = number;
  out.by = "anna";
  out.because = "a digit was missing";
  return out;
}

}  // namespace

TEST_CASE("a record of a number nobody had is charged once the number is known, with its real date", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  auto then = noon() - 2h;
  CHECK(send(in, "msc", 1, {call("a", "48500000001", then), call("b", "48500000002", then)}) == counted(0, 0, 2));
  auto anna = town.add_line("48500000001");
  auto done = in.recycle(suspense_reason::subscriber_unknown, 100);
  CHECK(done.rated == 1);
  CHECK(done.still_suspended == 1);
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.look("SELECT occurred_at = '" + then.text() + "' FROM billing.ledger") == "t");
  CHECK(town.look("SELECT string_agg(state || ' ' || tries, ', ' ORDER BY suspense_id) FROM billing.suspense") == "recycled 1, waiting 2");

  CHECK(in.recycle(std::nullopt, 100).rated == 0);  // it is not recycled twice
  CHECK(send(in, "msc", 2, {call("a", "48500000001", then)}) == counted(0, 1));
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.broken_chains() == 0);
  CHECK(town.broken_lanes() == 0);
}

TEST_CASE("a tariff published later prices what waited for it", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001", tests::born, "surf");
  auto in = town.make_ingest();
  CHECK(send(in, "msc", 1, {call("a", "48500000001")}) == counted(0, 0, 1));
  std::string later = tests::small_catalog;
  for (std::size_t at; (at = later.find("\"talk\"")) != std::string::npos;) later.replace(at, 6, "\"surf\"");
  REQUIRE(town.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), later); }).has_value());
  CHECK(in.recycle(suspense_reason::tariff_unknown, 10).rated == 1);
  CHECK(town.balance(anna.customer) == -60'000);
}

TEST_CASE("suspense is searched by reason, oldest first", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001"), call("b", "nonsense"), call("c", "48500000002")});
  auto page = town.as("billing").read([](db::tx& t) { return billing::find_suspended(t, only(suspense_reason::subscriber_unknown), 1, 1); });
  CHECK(page.total == 2);
  REQUIRE(page.records.size() == 1);
  CHECK(page.records[0].subscriber_norm == "48500000002");
  CHECK(town.as("billing").read([](db::tx& t) { return billing::find_suspended(t, {}, 0, 10); }).total == 3);
}

TEST_CASE("a batch that failed three times is kept whole, answered the same for ever, and applied when a person says so", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  tests::sent_batch it{"msc", 1, {call("a", "48500000001")}};
  auto parked = in.park(it.batch, "the disk is full");
  CHECK(parked.refusal == "batch_parked");
  CHECK(in.apply(it.batch) == parked);
  CHECK(town.balance(anna.customer) == 0);
  auto page = town.as("billing").read([](db::tx& t) { return billing::find_parked(t, 0, 10); });
  CHECK(page.total == 1);
  CHECK(page.batches.at(0).because == "the disk is full");
  CHECK_FALSE(in.retry_parked("msc", 1, 2).has_value());
  CHECK(in.retry_parked("msc", 1, 1) == counted(1));
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK_FALSE(in.retry_parked("msc", 1, 1).has_value());
  CHECK(in.apply(it.batch) == counted(1));
}

TEST_CASE("a charge is explained from its raw record by the tariff of that day", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "500000001", noon() - 1h, 61), call("b", "48500000001")});
  auto id = town.look("SELECT usage_id FROM billing.published_recent_usage WHERE quantity = 61");
  auto it = in.explain(billing::entry_place::parse(id).value());
  REQUIRE(it.has_value());
  CHECK(it->usage.charge_micros == 120'000);
  CHECK(it->agrees);
  CHECK(it->record_key == "a");
  CHECK(it->subscriber == "500000001");
  CHECK(it->quantity == 61);
  std::int64_t sum = 0;
  for (const auto& each : it->steps) sum += each.amount_micros.value_or(0);
  CHECK(sum == 120'000);
  CHECK(in.explain({anna.customer, 99, 0}).error().code() == "usage_unknown");
}

TEST_CASE("suspense is searched by source, service, subscriber and when it occurred", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001", noon() - 5h), call("b", "48500000002", noon() - 2h)});
  send(in, "pbx", 1, {call("a", "48500000001", noon() - 1h)});
  auto found = [&](auto&& narrow) {
    billing::suspense_filter by;
    narrow(by);
    return town.as("billing").read([&](db::tx& t) { return billing::find_suspended(t, by, 0, 10); }).total;
  };
  CHECK(found([](auto& by) { by.source = "msc"; }) == 2);
  CHECK(found([](auto& by) { by.subscriber = "48500000001"; }) == 2);
  CHECK(found([](auto& by) { by.source = "pbx", by.subscriber = "48500000002"; }) == 0);
  CHECK(found([](auto& by) { by.service = "data"; }) == 0);
  CHECK(found([](auto& by) { by.from = noon() - 2h; }) == 2);
  CHECK(found([](auto& by) { by.from = noon() - 5h, by.to = noon() - 2h; }) == 1);
}

TEST_CASE("a suspended record is mended by a person: charged once as it should have been, with its real date, and who and why is kept", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "4850000000", noon() - 5h)});
  auto id = town.number("SELECT suspense_id FROM billing.suspense");
  auto mended = billing::mend_suspended(town.as("billing"), in, noon(), id, to_number("48500000001"));
  REQUIRE(mended.has_value());
  CHECK(*mended == counted(1));
  CHECK(town.balance(anna.customer) == -60'000);
  CHECK(town.look("SELECT occurred_at = '" + (noon() - 5h).text() + "' FROM billing.ledger") == "t");
  CHECK(town.look("SELECT state || ' ' || resolved_by || ': ' || resolved_because FROM billing.suspense") == "mended anna: a digit was missing");
  CHECK(billing::mend_suspended(town.as("billing"), in, noon(), id, to_number("48500000001")).error() == billing::suspended_record_gone);
  CHECK(in.recycle(std::nullopt, 10).rated == 0);
  CHECK(town.balance(anna.customer) == -60'000);
}

TEST_CASE("a record that is mended into one that has no price either waits again", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "nonsense")});
  auto id = town.number("SELECT suspense_id FROM billing.suspense");
  auto mended = billing::mend_suspended(town.as("billing"), in, noon(), id, to_number("48500000009"));
  REQUIRE(mended.has_value());
  CHECK(*mended == counted(0, 0, 1));
  CHECK(town.look("SELECT source || ' ' || reason FROM billing.suspense WHERE state = 'waiting'") == "msc/mended subscriber_unknown");
}

TEST_CASE("nothing is mended without saying what, and what is not waiting cannot be", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  billing::mending empty;
  empty.by = empty.because = "x";
  CHECK(billing::mend_suspended(town.as("billing"), in, noon(), 1, empty).error() == billing::nothing_mended);
  CHECK(billing::mend_suspended(town.as("billing"), in, noon(), 1, to_number("48500000001")).error() == billing::suspended_record_gone);
}

TEST_CASE("a record is written off for a reason, and then neither recycled nor mended", "[billing]") {
  tests::usage_case town;
  auto in = town.make_ingest();
  send(in, "msc", 1, {call("a", "48500000001")});
  auto id = town.number("SELECT suspense_id FROM billing.suspense");
  auto write_off = [&] { return town.as("billing").transact([&](db::tx& t) { return billing::write_off_suspended(t, noon(), id, "anna", "a test call"); }); };
  CHECK(write_off().has_value());
  CHECK(write_off().error() == billing::suspended_record_gone);
  auto anna = town.add_line("48500000001");
  CHECK(in.recycle(std::nullopt, 10).rated == 0);
  CHECK(billing::mend_suspended(town.as("billing"), in, noon(), id, to_number("48500000001")).error() == billing::suspended_record_gone);
  CHECK(town.balance(anna.customer) == 0);
  CHECK(town.look("SELECT count(*) FROM billing.published_waiting_usage") == "0");
}
