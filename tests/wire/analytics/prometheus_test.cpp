// What is shipped for Prometheus and Grafana, held to promtool and to a real Prometheus that scrapes our own page.
#include "tests/catch.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>

#include "app/metrics_page.hpp"
#include "tests/prometheus_server.hpp"

namespace {

namespace json = boost::json;
const std::filesystem::path deploy = std::filesystem::path{ABONENT_SOURCE_DIR} / "deploy";
const std::filesystem::path rules = deploy / "prometheus" / "abonent.rules.yml";

std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file};
  REQUIRE(in);
  return {std::istreambuf_iterator<char>{in}, {}};
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

// The metrics address of a program, without the rest of it.
struct metrics_address {
  app::prometheus_metrics metrics;
  core::system_clock clock;
  app::metrics_page page{metrics, "127.0.0.1", 0, clock};
  [[nodiscard]] std::string target() const { return fmt::format("127.0.0.1:{}", page.port()); }
};

struct month {
  std::string group, period;
  double revenue, average, gross_adds, disconnections, base;
};

void publish(app::prometheus_metrics& to, const std::vector<month>& months) {
  for (const auto& each : months) {
    const core::labels with{{"tariff_group", each.group}, {"period", each.period}};
    to.set("abonent_kpi_service_revenue", "Revenue.", with, each.revenue);
    to.set("abonent_kpi_average_subscribers", "Average base.", with, each.average);
    to.set("abonent_kpi_gross_adds", "Gross adds.", with, each.gross_adds);
    to.set("abonent_kpi_disconnections", "Disconnections.", with, each.disconnections);
    to.set("abonent_kpi_subscribers", "Base.", {{"tariff_group", each.group}}, each.base);
  }
}

}  // namespace

TEST_CASE("promtool finds nothing wrong with the rules and the sample configuration, and the rules do what they promise", "[prometheus]") {
  REQUIRE(tests::has_program("promtool"));
  for (const auto& ask : {fmt::format("check rules '{}'", rules.string()),
                          fmt::format("check config '{}'", (deploy / "prometheus" / "prometheus.yml").string()),
                          fmt::format("test rules '{}'", (deploy / "prometheus" / "abonent.rules.test.yml").string())}) {
    auto outcome = tests::promtool(ask);
    INFO(ask << "\n" << outcome.said);
    CHECK(outcome.exit_code == 0);
  }
}

TEST_CASE("a real Prometheus scrapes our page and answers ARPU and churn of a small operator", "[prometheus]") {
  metrics_address here;
  publish(here.metrics, {{"basic", "last_month", 1000.50, 100, 12, 2, 105},
                         {"plus", "last_month", 3000.25, 99.5, 5, 8, 98},
                         {"basic", "this_month", 0, 0, 0, 0, 105}});
  tests::prometheus_server prometheus{{{here.target()}, {rules}}};
  INFO(prometheus.log());

  const std::string arpu = "period:abonent_kpi_service_revenue_per_average_subscribers:ratio";
  auto recorded = prometheus.await_value(arpu + "{period=\"last_month\"}");
  REQUIRE(recorded);
  CHECK(*recorded == Approx(4000.75 / 199.5).epsilon(1e-12));
  CHECK(prometheus.value("tariff_group_" + arpu + "{period=\"last_month\",tariff_group=\"basic\"}") == Approx(10.005).epsilon(1e-12));
  CHECK(prometheus.await_value("period:abonent_kpi_disconnections_per_average_subscribers:ratio{period=\"last_month\"}") ==
        Approx(10 / 199.5).epsilon(1e-12));
  // Over an empty base there is no ARPU, and no infinite one.
  prometheus.await_rules();
  CHECK_FALSE(prometheus.value(arpu + "{period=\"this_month\"}"));
  CHECK(fmt::format("{}", fmt::join(prometheus.complaints(), "\n")) == "");
  CHECK(prometheus.value("count(ALERTS{alertstate=\"firing\"})") == std::nullopt);
}

TEST_CASE("every panel of the dashboard asks Prometheus something it understands", "[prometheus]") {
  auto dashboard = json::parse(contents(deploy / "grafana" / "abonent.json"));
  CHECK(dashboard.at("id").is_null());
  CHECK(dashboard.at("uid").as_string() == "abonent-overview");
  CHECK(dashboard.at("templating").at("list").at(0).at("type").as_string() == "datasource");

  metrics_address here;
  publish(here.metrics, {{"basic", "last_month", 1000, 100, 12, 2, 105}, {"basic", "this_month", 500, 105, 1, 1, 105}});
  tests::prometheus_server prometheus{{{here.target()}, {rules}}};
  REQUIRE(prometheus.await_value("period:abonent_kpi_service_revenue_per_average_subscribers:ratio{period=\"last_month\"}"));

  int asked = 0;
  for (const auto& panel : dashboard.at("panels").as_array()) {
    const auto* targets = panel.as_object().if_contains("targets");
    if (!targets) continue;
    const std::string title{panel.at("title").as_string()};
    CHECK(panel.at("datasource").at("uid").as_string() == "${datasource}");
    CHECK(panel.at("description").as_string().size() > 0);
    for (const auto& target : targets->as_array()) {
      std::string expression{target.at("expr").as_string()};
      replace_all(expression, "$tariff_group", ".*");
      replace_all(expression, "$__rate_interval", "1m");
      INFO(title << ": " << expression);
      CHECK(expression.find('$') == std::string::npos);
      CHECK_NOTHROW((void)prometheus.query(expression));
      if (title.starts_with("ARPU last month")) CHECK(prometheus.value(expression) == Approx(10));
      ++asked;
    }
  }
  CHECK(asked > 30);
}

TEST_CASE("what Prometheus cannot answer is an error and not a nought", "[prometheus]") {
  tests::prometheus_server prometheus{{}};
  CHECK_THROWS_WITH(prometheus.query("sum("), Catch::Contains("parse error"));
  CHECK(prometheus.query("abonent_kpi_subscribers").empty());
  CHECK(prometheus.value("1 + 1") == 2.0);
  CHECK_THROWS_AS((tests::prometheus_server{{{}, {deploy / "prometheus" / "prometheus.yml"}}}), std::runtime_error);
}
