// What other rooms read of billing.
#include "billing/billing_cycle.hpp"
#include "billing/segment_keeper.hpp"
#include "tests/catch.hpp"
#include "tests/db/billing/usage_town.hpp"

using tests::call;
using tests::noon;

namespace {

std::string positions(tests::usage_case& town, const std::string& of = "pos") {
  return town.look("SELECT array_agg(" + of + " ORDER BY lane) FROM billing.lane");
}

std::int64_t charges(tests::usage_case& town, const std::string& known) {
  auto sql = "SELECT count(*) || ' ' || coalesce(sum(amount_micros), 0) FROM billing.published_charges_after('" + known + "', '" + positions(town) + "')";
  auto text = town.look("SET ROLE abonent_analytics; " + sql);
  return std::stoll(text.substr(text.find(' ')));
}

}  // namespace

TEST_CASE("who follows the charges gets each of them once, whatever the segments do meanwhile", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001"), boris = town.add_line("48500000002");
  auto in = town.make_ingest();
  auto session = town.session();
  billing::segment_limits tiny;
  tiny.full_bytes = 1;
  auto known = positions(town, "0::bigint");
  std::int64_t seen = 0;
  for (std::uint64_t i = 1; i <= 12; ++i) {
    tests::send(in, "msc", i, {call("a" + std::to_string(i), anna.msisdn), call("b" + std::to_string(i), boris.msisdn)});
    town.adjust(anna.customer, 5'000);  // a credit takes from the revenue
    if (i % 3 != 0) billing::keep_segments(session, noon(), tiny);
    if (i % 4 == 0) billing::merge_segments(session, tiny);
    seen += charges(town, known);
    known = positions(town);
  }
  CHECK(seen == 12 * (120'000 - 5'000));
  CHECK(charges(town, positions(town, "0::bigint")) == seen);
  CHECK(charges(town, known) == 0);
  CHECK(town.number("SELECT sum(amount_micros)::bigint FROM billing.published_recognised_charge") == seen);
}

TEST_CASE("only the parts of the ledger that can hold something new are opened", "[billing]") {
  tests::usage_case town;
  auto anna = town.add_line("48500000001");
  auto in = town.make_ingest();
  auto session = town.session();
  billing::segment_limits tiny;
  tiny.full_bytes = 1;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    tests::send(in, "msc", i, {call("a" + std::to_string(i), anna.msisdn)});
    billing::keep_segments(session, noon(), tiny);
  }
  auto known = positions(town);
  tests::send(in, "msc", 9, {call("z", anna.msisdn)});
  // Counted within the one transaction that looks.
  auto sealed_scans = [&](const std::string& since) {
    return town.number("SELECT count(*) FROM billing.published_charges_after('" + since + "', '" + positions(town) + "'); "
                       "SELECT coalesce(sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)), 0)::bigint FROM pg_stat_xact_user_tables t "
                       "JOIN billing.segment s ON t.relname = 'ledger_' || s.segment_id WHERE s.state = 'sealed'");
  };
  CHECK(charges(town, known) == 60'000);
  CHECK(sealed_scans(known) == 0);
  CHECK(sealed_scans(positions(town, "0::bigint")) == 5);
}

TEST_CASE("a month begins for the desk where it begins for the fees", "[billing]") {
  tests::ledger_case town;
  for (int bill_day : {1, 2, 15, 28, 29, 30, 31})
    for (auto day = std::chrono::sys_days{core::civil_date{std::chrono::year{2027}, std::chrono::month{12}, std::chrono::day{27}}};
         day < std::chrono::sys_days{core::civil_date{std::chrono::year{2028}, std::chrono::month{5}, std::chrono::day{3}}}; day += std::chrono::days{1}) {
      core::civil_date on{day};
      INFO(core::date_text(on) << ", bill day " << bill_day);
      REQUIRE(town.look("SELECT billing.cycle_start('" + core::date_text(on) + "', " + std::to_string(bill_day) + ")") ==
              core::date_text(billing::cycle_of(on, bill_day).from));
    }
}

TEST_CASE("what was charged this month and what is not overdue yet are told apart in the customer's zone", "[billing]") {
  tests::ledger_case town;
  auto anna = town.customer(), boris = town.customer("Brown");
  auto at = [](const char* text) { return *core::instant::parse(text); };
  town.adjust(anna, -1'000'000, at("2026-02-10T12:00:00Z"));
  town.adjust(anna, -2'000'000, at("2026-03-31T21:59:00Z"));  // the last minute of March in Warsaw
  town.adjust(anna, -4'000'000, at("2026-03-31T22:00:00Z"));  // the first of April
  town.adjust(boris, -9'000'000, at("2026-04-02T12:00:00Z"));
  auto month = [&](const char* now) {
    return town.look("SET ROLE abonent_care; SELECT month_micros || ' ' || in_term_micros FROM billing.published_month(" + town.id(anna) + ", '" + now + "')");
  };
  CHECK(month("2026-04-03T12:00:00Z") == "4000000 6000000");
  CHECK(month("2026-04-14T12:00:00Z") == "4000000 6000000");
  CHECK(month("2026-04-15T12:00:00Z") == "4000000 4000000");  // a fortnight after March has ended
  CHECK(month("2026-05-01T12:00:00Z") == "0 4000000");
}
