// What Prometheus is given: numerators and denominators of this month and the last.
#include "tests/catch.hpp"

#include "analytics/current_figures.hpp"
#include "app/prometheus_metrics.hpp"
#include "tests/db/analytics/charges.hpp"
#include "tests/db/analytics/said.hpp"

using namespace tests;

namespace {

// The page as it is after a refresh at `now`.
std::string page_at(database_case& in, const std::string& now, const analytics::settings& with = {}) {
  static app::prometheus_metrics metrics;
  core::set_metrics(&metrics);
  auto room = in.as("analytics");
  analytics::refresh_figures(room, at(now), with);
  core::set_metrics(nullptr);
  return metrics.page();
}

bool has_line(const std::string& page, const std::string& line) { return ("\n" + page).find("\n" + line + "\n") != std::string::npos; }

// A line as the store has it.
void keep_line(database_case& in, int id, const std::string& group, const std::string& state, bool scratch = false) {
  in.look(fmt::format(R"(
    INSERT INTO store.customer (customer_id, contract_number, since) VALUES ({0}, 'C{0}', '2026-01-01') ON CONFLICT DO NOTHING;
    INSERT INTO store.billing_account (customer_id, billing_account_id, currency, pays, bill_day)
      VALUES ({0}, {0}, 'EUR', 'prepaid', 1) ON CONFLICT DO NOTHING;
    INSERT INTO store.subscriber (customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version,
                                  tariff_group, scratch, created_at, activated_at, terminated_at)
    VALUES ({0}, {0}, {0}, 'mobile', '{2}', 'x', 1, '{1}', {3}, '2026-01-01', '2026-01-01', CASE WHEN '{2}' = 'terminated' THEN now() END))",
                      id, group, state, scratch));
}

}  // namespace

TEST_CASE("revenue, average base, gross adds and disconnections leave by tariff group and period, in units", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-01-10T10:00:00Z")), activated(2, "basic", at("2026-02-10T10:00:00Z")),
            activated(3, "plus", at("2026-02-11T10:00:00Z")), terminated(1, "basic", at("2026-03-01T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-02-01T12:00:00Z", 12'340'000);
  billing.add(2, 2, "basic", "2026-02-28T12:00:00Z", 660'000);
  billing.add(3, 3, "plus", "2026-03-01T12:00:00Z", 5'000'000);
  auto page = page_at(it, "2026-03-02T10:00:00Z");
  INFO(page);
  CHECK(has_line(page, R"(abonent_kpi_service_revenue{period="last_month",tariff_group="basic"} 13)"));
  CHECK(has_line(page, R"(abonent_kpi_service_revenue{period="last_month",tariff_group="plus"} 0)"));
  CHECK(has_line(page, R"(abonent_kpi_service_revenue{period="this_month",tariff_group="plus"} 5)"));
  CHECK(has_line(page, R"(abonent_kpi_average_subscribers{period="last_month",tariff_group="basic"} 1.5)"));
  CHECK(has_line(page, R"(abonent_kpi_average_subscribers{period="this_month",tariff_group="basic"} 1.5)"));
  CHECK(has_line(page, R"(abonent_kpi_gross_adds{period="last_month",tariff_group="plus"} 1)"));
  CHECK(has_line(page, R"(abonent_kpi_disconnections{period="this_month",tariff_group="basic"} 1)"));
  CHECK(has_line(page, R"(abonent_kpi_subscribers{tariff_group="basic"} 1)"));
  CHECK(has_line(page, R"(abonent_kpi_last_success_timestamp_seconds{job="roll_up"} 1772445600)"));
  CHECK(has_line(page, R"(abonent_kpi_last_success_timestamp_seconds{job="publish"} 1772445600)"));
  CHECK(has_line(page, R"(abonent_kpi_info{currency="EUR",time_zone="Etc/UTC"} 1)"));
  // No ready ratio leaves.
  CHECK(page.find("arpu") == std::string::npos);
  CHECK(page.find("churn") == std::string::npos);
}

TEST_CASE("when the month turns, last month's figures are the new last month's and nothing old stays", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  hear(it, {activated(1, "basic", at("2026-02-10T10:00:00Z")), changed(1, "basic", "plus", at("2026-03-10T10:00:00Z"))});
  page_at(it, "2026-02-20T10:00:00Z");
  auto march = page_at(it, "2026-03-20T10:00:00Z");
  CHECK(has_line(march, R"(abonent_kpi_average_subscribers{period="last_month",tariff_group="basic"} 0.5)"));
  CHECK(has_line(march, R"(abonent_kpi_average_subscribers{period="this_month",tariff_group="plus"} 0.5)"));
  CHECK(march.find(R"(period="last_month",tariff_group="plus")") == std::string::npos);
}

TEST_CASE("lines are counted in the store: active ones were charged within ninety days, and the base must agree", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  keep_line(it, 1, "basic", "active");
  keep_line(it, 2, "basic", "suspended");
  keep_line(it, 3, "basic", "terminated");
  keep_line(it, 4, "basic", "active", true);
  keep_line(it, 5, "plus", "active");  // analytics was never told
  hear(it, {activated(1, "basic", at("2026-01-10T10:00:00Z")), activated(2, "basic", at("2026-01-10T10:00:00Z"))});
  billing.add(1, 1, "basic", "2026-02-28T12:00:00Z", 1);
  billing.add(2, 2, "basic", "2025-11-01T12:00:00Z", 1);
  billing.add(4, 4, "basic", "2026-02-28T12:00:00Z", 1, "EUR", true);
  auto page = page_at(it, "2026-03-02T10:00:00Z");
  CHECK(has_line(page, R"(abonent_kpi_active_subscribers{tariff_group="basic"} 1)"));
  CHECK(has_line(page, R"(abonent_kpi_active_subscribers{tariff_group="plus"} 0)"));
  CHECK(has_line(page, R"(abonent_kpi_base_difference{tariff_group="basic"} 0)"));
  CHECK(has_line(page, R"(abonent_kpi_base_difference{tariff_group="plus"} -1)"));

  // Once an hour, and not at every refresh.
  hear(it, {activated(5, "plus", at("2026-01-10T10:00:00Z"))});
  CHECK(has_line(page_at(it, "2026-03-02T10:59:00Z"), R"(abonent_kpi_base_difference{tariff_group="plus"} -1)"));
  CHECK(has_line(page_at(it, "2026-03-02T11:00:00Z"), R"(abonent_kpi_base_difference{tariff_group="plus"} 0)"));
}

TEST_CASE("past ninety tariff groups the small ones are one, and sums stay whole", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  std::vector<db::logged_event> all;
  for (int group = 1; group <= 120; ++group) {
    all.push_back(activated(group, fmt::format("g{:03}", group), at("2026-02-10T10:00:00Z")));
    if (group > 40) all.push_back(activated(1000 + group, fmt::format("g{:03}", group), at("2026-02-10T10:00:00Z")));
  }
  hear(it, all);
  auto page = page_at(it, "2026-03-02T10:00:00Z");
  CHECK(has_line(page, R"(abonent_kpi_gross_adds{period="last_month",tariff_group="g120"} 2)"));
  CHECK(has_line(page, R"(abonent_kpi_gross_adds{period="last_month",tariff_group="other"} 30)"));
  CHECK(page.find("abonent_metrics_overflow_total{metric=\"abonent_kpi") == std::string::npos);
}

TEST_CASE("charges left out for their currency are counted", "[analytics][db]") {
  database_case it;
  charged_ledger billing{it};
  billing.add(1, 1, "basic", "2026-03-01T12:00:00Z", 1'000'000, "USD");
  billing.add(2, 2, "basic", "2026-03-01T12:00:00Z", 2'000'000);
  auto page = page_at(it, "2026-03-02T10:00:00Z");
  CHECK(has_line(page, "abonent_kpi_charges_in_other_currencies_total 1"));
  CHECK(has_line(page, R"(abonent_kpi_service_revenue{period="this_month",tariff_group="basic"} 2)"));
}
