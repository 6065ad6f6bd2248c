// The analyst's calls, answered from rolled-up days.
#include "tests/catch.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "analytics/api/series_routes.hpp"
#include "analytics/roll_up.hpp"
#include "tests/db/analytics/charges.hpp"
#include "tests/db/analytics/said.hpp"

using namespace tests;
namespace json = boost::json;

namespace {

// A small operator on 10 March 2026: three lines in two tariff groups, half a year behind them.
struct town {
  database_case it;
  charged_ledger billing{it};
  std::vector<web::route> routes;

  town() {
    hear(it, {activated(1, "basic", at("2025-10-01T10:00:00Z")), activated(2, "basic", at("2025-10-02T10:00:00Z")),
              activated(3, "plus", at("2026-02-05T10:00:00Z")), terminated(2, "basic", at("2026-03-04T10:00:00Z"))});
    billing.add(1, 1, "basic", "2026-02-03T12:00:00Z", 10'000'000);
    billing.add(3, 3, "plus", "2026-02-20T12:00:00Z", 2'500'000);
    billing.add(3, 3, "plus", "2026-03-05T12:00:00Z", 7'000'000);
    auto room = it.as("analytics");
    analytics::roll_up(room, at("2026-03-10T12:00:00Z"), {});
    routes = analytics::routes(it.as("analytics"), {});
  }

  web::response get(const std::string& path, std::map<std::string, std::string> query = {}) {
    web::request in;
    in.path = path;
    in.query = std::move(query);
    in.now = at("2026-03-10T12:00:00Z");
    for (const auto& each : routes)
      if (each.path == path) return each.handle(in);
    throw std::logic_error{"no route " + path};
  }
  json::value series(std::map<std::string, std::string> query) {
    auto answer = get("/api/v1/analytics/series", std::move(query));
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
  }
  std::string refusal(std::map<std::string, std::string> query) {
    auto answer = get("/api/v1/analytics/series", std::move(query));
    return std::to_string(answer.status) + " " + std::string{json::parse(answer.body).at("code").as_string()};
  }
};

std::string points(const json::value& series) {
  std::string out;
  for (const auto& point : series.at("points").as_array()) {
    const auto& value = point.at("value");
    out += (out.empty() ? "" : " ") + std::string{point.at("at").as_string()} + "=" + (value.is_null() ? "null" : std::string{value.as_string()});
  }
  return out;
}

}  // namespace

TEST_CASE("ARPU by month comes with its definition, its unit and what was divided by what", "[analytics][db]") {
  town it;
  auto answer = it.series({{"metric", "arpu"}, {"by", "month"}, {"from", "2026-01-01"}, {"to", "2026-04-01"}});
  CHECK(answer.at("metric").as_string() == "arpu");
  CHECK(answer.at("unit").as_string() == "EUR");
  CHECK(answer.at("by").as_string() == "month");
  CHECK(answer.at("definition").as_string().starts_with("Average revenue per user: service revenue divided by"));
  REQUIRE(answer.at("series").as_array().size() == 1);
  const auto& all = answer.at("series").at(0);
  CHECK(all.at("group").as_string() == "all");
  CHECK(points(all) == "2026-01-01=0.00 2026-02-01=5.00 2026-03-01=2.80");
  CHECK(json::serialize(all.at("points").at(1)) == R"({"value":"5.00","numerator":"12.50","denominator":"2.5","at":"2026-02-01"})");
}

TEST_CASE("one tariff group by day, half a line and all", "[analytics][db]") {
  town it;
  auto churn = it.series({{"metric", "churn"}, {"by", "day"}, {"from", "2026-03-03"}, {"to", "2026-03-06"}, {"group", "basic"}});
  CHECK(churn.at("unit").as_string() == "percent");
  CHECK(points(churn.at("series").at(0)) == "2026-03-03=0.00 2026-03-04=66.67 2026-03-05=0.00");
  auto base = it.series({{"metric", "base"}, {"by", "day"}, {"from", "2026-03-03"}, {"to", "2026-03-06"}, {"group", "basic"}});
  CHECK(points(base.at("series").at(0)) == "2026-03-03=2 2026-03-04=1 2026-03-05=1");
  CHECK_FALSE(base.at("series").at(0).at("points").at(0).as_object().contains("denominator"));
}

TEST_CASE("each tariff group stands beside all of them", "[analytics][db]") {
  town it;
  auto base = it.series({{"metric", "base"}, {"by", "month"}, {"from", "2026-02-01"}, {"to", "2026-03-02"}, {"group", "each"}});
  REQUIRE(base.at("series").as_array().size() == 3);
  CHECK(points(base.at("series").at(0)) == "2026-02-01=3 2026-03-01=2");
  CHECK(base.at("series").at(1).at("group").as_string() == "basic");
  CHECK(points(base.at("series").at(1)) == "2026-02-01=2 2026-03-01=1");
  CHECK(points(base.at("series").at(2)) == "2026-02-01=1 2026-03-01=1");
  CHECK(points(it.series({{"metric", "net_adds"}, {"from", "2026-02-01"}, {"to", "2026-04-01"}}).at("series").at(0)) == "2026-02-01=1 2026-03-01=-1");
}

TEST_CASE("without dates: the last twelve months and this one, or the last ninety days; no point where nothing was yet", "[analytics][db]") {
  town it;
  CHECK(points(it.series({{"metric", "base"}}).at("series").at(0)) ==
        "2025-10-01=2 2025-11-01=2 2025-12-01=2 2026-01-01=2 2026-02-01=3 2026-03-01=2");
  CHECK(it.series({{"metric", "base"}, {"by", "day"}}).at("series").at(0).at("points").as_array().size() == 90);
}

TEST_CASE("a figure over an empty base is undefined, not nought", "[analytics][db]") {
  town it;
  it.billing.add(9, 9, "ghost", "2026-03-05T12:00:00Z", 1'000'000);
  auto room = it.it.as("analytics");
  analytics::roll_up(room, at("2026-03-10T13:00:00Z"), {});
  CHECK(points(it.series({{"metric", "arpu"}, {"from", "2026-03-01"}, {"to", "2026-04-01"}, {"group", "ghost"}}).at("series").at(0)) ==
        "2026-03-01=null");
}

TEST_CASE("an export for a spreadsheet has one line a point and says what the figure means", "[analytics][db]") {
  town it;
  it.it.look("UPDATE analytics.day_flow SET tariff_group = '=cmd|\"x\"' WHERE tariff_group = 'plus'");
  auto answer = it.get("/api/v1/analytics/series", {{"metric", "revenue"}, {"from", "2026-02-01"}, {"to", "2026-04-01"}, {"group", "each"}, {"format", "csv"}});
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "text/csv;charset=utf-8");
  CHECK(answer.headers.at(0).second == "attachment; filename=\"abonent-revenue-by-month-2026-02-01-2026-04-01.csv\"");
  CHECK(answer.body.starts_with("at,metric,by,tariff_group,value,unit,numerator,denominator,definition\r\n"
                                "2026-02-01,revenue,month,\"all\",12.50,EUR,12.50,,\"Service revenue: charges"));
  CHECK(answer.body.find("\"'=cmd|\"\"x\"\"\"") != std::string::npos);  // a cell that begins like a formula is not run
  CHECK(std::count(answer.body.begin(), answer.body.end(), '\n') == 1 + 6);
}

TEST_CASE("what cannot be answered is refused by name", "[analytics][db]") {
  town it;
  CHECK(it.refusal({{"metric", "profit"}}) == "400 metric_unknown");
  CHECK(it.refusal({{"by", "week"}}) == "400 grain_unknown");
  CHECK(it.refusal({{"format", "xls"}}) == "400 format_unknown");
  CHECK(it.refusal({{"from", "1.2.2026"}}) == "400 date_unreadable");
  CHECK(it.refusal({{"to", "2026-02-30"}}) == "400 date_unreadable");
  CHECK(it.refusal({{"by", "day"}, {"from", "2026-02-02"}, {"to", "2026-02-02"}}) == "400 range_empty");
  CHECK(it.refusal({{"by", "day"}, {"from", "2020-01-01"}, {"to", "2026-02-02"}}) == "400 range_too_long");
  CHECK(it.refusal({{"by", "month"}, {"from", "1999-01-01"}, {"to", "2026-02-02"}}) == "400 range_too_long");
  CHECK(it.refusal({{"group", "gold"}}) == "404 tariff_group_unknown");
  CHECK(it.refusal({{"metrik", "arpu"}}) == "400 query_invalid");
}

TEST_CASE("this month so far stands beside the same days of the month before", "[analytics][db]") {
  town it;
  auto answer = json::parse(it.get("/api/v1/analytics/summary").body);
  CHECK(json::serialize(answer.at("period")) == R"({"from":"2026-03-01","to":"2026-03-11"})");
  CHECK(json::serialize(answer.at("comparedWith")) == R"({"from":"2026-02-01","to":"2026-02-11"})");
  auto figure = [&](const json::value& among, const std::string& metric) {
    for (const auto& each : among.as_array())
      if (each.at("metric").as_string() == metric) {
        auto out = json::serialize(each.at("value")) + " " + json::serialize(each.at("before")) + " " + json::serialize(each.at("changePercent"));
        return out;
      }
    return std::string{"missing"};
  };
  CHECK(figure(answer.at("figures"), "revenue") == R"("7.00" "10.00" "-30.0")");
  CHECK(figure(answer.at("figures"), "base") == R"("2" "3" "-33.3")");
  CHECK(figure(answer.at("figures"), "arpu") == R"("2.80" "4.00" "-30.0")");
  CHECK(figure(answer.at("figures"), "churn") == R"("40.00" "0.00" null)");
  CHECK(figure(answer.at("figures"), "net_adds") == R"("-1" "1" "-200.0")");
  CHECK(answer.at("figures").at(0).at("definition").as_string().size() > 20);
  REQUIRE(answer.at("groups").as_array().size() == 2);
  CHECK(figure(answer.at("groups").at(1).at("figures"), "revenue") == R"("7.00" "0.00" null)");
}

TEST_CASE("only who may see figures sees them", "[analytics]") {
  database_case it;
  for (const auto& each : analytics::routes(it.as("analytics"), {})) CHECK(each.needs == web::right::analytics_read);
}
