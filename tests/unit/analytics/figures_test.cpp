// The golden rows: figures worked out by hand, to which an accountant can add a line.
#include "tests/catch.hpp"

#include <sstream>

#include "analytics/figures.hpp"

using namespace analytics;

namespace {

const core::currency eur = *core::currency::parse("EUR");
const core::currency jpy = *core::currency::parse("JPY");
const core::currency kwd = *core::currency::parse("KWD");

std::string value_of(metric what, parts of, core::currency in = eur) { return figure_of(what, of, in).value.value_or("none"); }

// opening, gross adds, migrations in and out, disconnections, closing, revenue -> ARPU, churn in percent, net adds
constexpr const char* golden = R"(
      100    10   0   0     10     100      1000.00    10.00   10.00      0
        0     0   0   0      0       0            0     none    none      0
        0    10   0   0      0      10        50.00    10.00    0.00     10
       10     0   0   0     10       0        30.00     6.00  200.00    -10
        1     0   0   0      0       1        0.005     0.00    0.00      0
        1     0   0   0      0       1        0.015     0.02    0.00      0
        1     0   0   0      0       1        0.025     0.02    0.00      0
        3     0   0   0      1       2        10.00     4.00   40.00     -1
        7     0   0   0      0       7         1.00     0.14    0.00      0
      400     1   0   0      2     399      7990.00    20.00    0.50     -1
       10     0   0   0      0      10       -25.00    -2.50    0.00      0
        8     0   0   0      0       8        -0.20    -0.02    0.00      0
  1000000 20000   0   0  15000 1005000  12530250.00    12.50    1.50   5000
        2     1   0   0      1       2         9.99     5.00   50.00      0
        2     1   0   0      1       2         9.97     4.98   50.00      0
       50     5  10   5     10      50       600.00    12.00   20.00      0
       50     0   0  50      0       0       100.00     4.00    0.00    -50
        0     0  50   0      0      50       100.00     4.00    0.00     50
        6     0   0   0      1       5        11.00     2.00   18.18     -1
        5     1   0   0      0       6         0.01     0.00    0.00      1
        9     3   0   0      3       9       100.00    11.11   33.33      0
        9     6   0   0      6       9       200.00    22.22   66.67      0
       16     0   0   0      1      15        15.50     1.00    6.45     -1
       32     1   0   0      1      32        32.00     1.00    3.12      0
       32     3   0   0      3      32    32.000001     1.00    9.38      0
)";

}  // namespace

TEST_CASE("ARPU, churn and net adds are what was worked out by hand", "[analytics]") {
  std::istringstream rows{golden};
  int read = 0;
  for (flow of; rows >> of.opening_base >> of.gross_adds >> of.migrations_in >> of.migrations_out >> of.disconnections >> of.closing_base;) {
    std::string revenue, arpu, churn, net_adds;
    rows >> revenue >> arpu >> churn >> net_adds;
    of.service_revenue_micros = *core::parse_micros(revenue);
    INFO("row " << ++read);
    CHECK(of.balances());
    CHECK(value_of(metric::arpu, parts_of(metric::arpu, of)) == arpu);
    CHECK(value_of(metric::churn, parts_of(metric::churn, of)) == churn);
    CHECK(value_of(metric::net_adds, parts_of(metric::net_adds, of)) == net_adds);
  }
  CHECK(read == 25);
}

TEST_CASE("a figure shows what was divided by what, exactly", "[analytics]") {
  flow of{.opening_base = 400, .gross_adds = 1, .disconnections = 2, .closing_base = 399, .service_revenue_micros = 7'990'123'456};
  CHECK(figure_of(metric::arpu, parts_of(metric::arpu, of), eur) == figure{"20.00", "7990.123456", "399.5"});
  CHECK(figure_of(metric::churn, parts_of(metric::churn, of), eur) == figure{"0.50", "2", "399.5"});
  CHECK(figure_of(metric::revenue, parts_of(metric::revenue, of), eur) == figure{"7990.12", "7990.123456", std::nullopt});
  CHECK(figure_of(metric::base, parts_of(metric::base, of), eur) == figure{"399", "399", std::nullopt});
  CHECK(figure_of(metric::gross_adds, parts_of(metric::gross_adds, of), eur) == figure{"1", "1", std::nullopt});
  CHECK(figure_of(metric::disconnections, parts_of(metric::disconnections, of), eur) == figure{"2", "2", std::nullopt});
  CHECK(figure_of(metric::arpu, {}, eur) == figure{std::nullopt, "0.00", "0"});
}

TEST_CASE("over several months sums are divided, never ratios averaged", "[analytics]") {
  flow january{.opening_base = 100, .gross_adds = 10, .disconnections = 10, .closing_base = 100, .service_revenue_micros = 1'000'000'000};
  flow february{.opening_base = 200, .gross_adds = 10, .disconnections = 10, .closing_base = 200, .service_revenue_micros = 2'000'000'000};
  flow march{.opening_base = 300, .gross_adds = 60, .disconnections = 60, .closing_base = 300, .service_revenue_micros = 9'000'000'000};
  auto over = [&](metric what) { return parts_of(what, january) + parts_of(what, february) + parts_of(what, march); };
  CHECK(value_of(metric::arpu, over(metric::arpu)) == "20.00");    // 12000 / 600; the months' own are 10, 10 and 30
  CHECK(value_of(metric::churn, over(metric::churn)) == "13.33");  // 80 / 600; the months' own are 10, 5 and 20
}

TEST_CASE("a currency without cents rounds to whole units, one with thousandths to those", "[analytics]") {
  parts of{7'000'500'000, 14};  // 7000.5 over seven lines
  CHECK(value_of(metric::arpu, of, jpy) == "1000");
  CHECK(value_of(metric::arpu, of, kwd) == "1000.071");
  CHECK(unit_text(metric::arpu, jpy) == "JPY");
  CHECK(unit_text(metric::churn, jpy) == "percent");
  CHECK(unit_text(metric::base, jpy) == "lines");
}

TEST_CASE("a change is told in percent of what it was, and not at all from nothing", "[analytics]") {
  CHECK(change_percent(metric::base, {110, 0}, {100, 0}) == "10.0");
  CHECK(change_percent(metric::base, {100, 0}, {110, 0}) == "-9.1");
  CHECK(change_percent(metric::base, {5, 0}, {0, 0}) == std::nullopt);
  CHECK(change_percent(metric::net_adds, {5, 0}, {-5, 0}) == std::nullopt);  // a percentage of a loss says nothing
  CHECK(change_percent(metric::arpu, {1'000'000'000, 200}, {1'000'000'000, 100}) == "-50.0");
  CHECK(change_percent(metric::arpu, {1, 2}, {1, 0}) == std::nullopt);
  // A large operator: 12.5 million lines, 250 million of revenue.
  CHECK(change_percent(metric::arpu, {275'000'000'000'000, 25'000'000}, {250'000'000'000'000, 25'000'000}) == "10.0");
}

TEST_CASE("every figure has its definition, in the order of its enumerators", "[analytics]") {
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    CHECK(definitions[i].of == static_cast<metric>(i));
    CHECK(definitions[i].sentence.size() > 20);
  }
  CHECK(definitions.back().of == metric::net_adds);
}
