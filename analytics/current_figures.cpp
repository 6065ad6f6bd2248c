// From rolled-up days to gauges. What leaves here is for graphs; amounts stay exact in day_flow.
#include "analytics/current_figures.hpp"

#include "analytics/analytics_sql.hpp"
#include "analytics/series.hpp"
#include "core/metrics.hpp"

namespace analytics {
namespace {

// Two periods of so many groups stay within the 200 series a metric may have.
constexpr int most_groups = 90;
constexpr auto between_counts = std::chrono::hours{1};

struct period_figures {
  std::string period, tariff_group;
  double service_revenue, average_subscribers, gross_adds, disconnections, closing_base;
};
BOOST_DESCRIBE_STRUCT(period_figures, (), (period, tariff_group, service_revenue, average_subscribers, gross_adds, disconnections,
                                           closing_base))

struct line_figures {
  std::string tariff_group;
  double active, difference;
};
BOOST_DESCRIBE_STRUCT(line_figures, (), (tariff_group, active, difference))

struct job_success {
  std::string name;
  double at_seconds;
};
BOOST_DESCRIBE_STRUCT(job_success, (), (name, at_seconds))

void publish_periods(const std::vector<period_figures>& all) {
  core::gauge_series revenue, average, gross, gone, base;
  for (const auto& each : all) {
    const core::labels with{{"tariff_group", each.tariff_group}, {"period", each.period}};
    revenue.emplace_back(with, each.service_revenue);
    average.emplace_back(with, each.average_subscribers);
    gross.emplace_back(with, each.gross_adds);
    gone.emplace_back(with, each.disconnections);
    if (each.period == "this_month") base.emplace_back(core::labels{{"tariff_group", each.tariff_group}}, each.closing_base);
  }
  core::replace_gauge("abonent_kpi_service_revenue",
                      "Charges recognised in the period, net of tax, discounts and credits, in the operator's currency.", revenue);
  core::replace_gauge("abonent_kpi_average_subscribers", "Half the sum of the opening and the closing base of the period.", average);
  core::replace_gauge("abonent_kpi_gross_adds", "Lines switched on in the period.", gross);
  core::replace_gauge("abonent_kpi_disconnections", "Lines disconnected in the period, for whatever reason.", gone);
  core::replace_gauge("abonent_kpi_subscribers", "Lines switched on and not disconnected.", base);
}

void publish_lines(const std::vector<line_figures>& all) {
  core::gauge_series active, difference;
  for (const auto& each : all) {
    active.emplace_back(core::labels{{"tariff_group", each.tariff_group}}, each.active);
    difference.emplace_back(core::labels{{"tariff_group", each.tariff_group}}, each.difference);
  }
  core::replace_gauge("abonent_kpi_active_subscribers", "Lines that were charged for anything in the last 90 days.", active);
  core::replace_gauge("abonent_kpi_base_difference",
                      "Closing base as rolled up less lines as the store has them: anything but 0 for long is an error.", difference);
}

void publish_jobs(const std::vector<job_success>& all) {
  core::gauge_series at;
  for (const auto& each : all) at.emplace_back(core::labels{{"job", each.name}}, each.at_seconds);
  core::replace_gauge("abonent_kpi_last_success_timestamp_seconds", "When a job of analytics last came to its end.", at);
}

}  // namespace

void count_lines(db::tx& t, core::instant now, const settings& with) {
  const auto today = with.operators_zone.date_of(now);
  t.change(sql::count_lines, core::civil_date{std::chrono::sys_days{today} - std::chrono::days{active_days}}, today);
  t.change(sql::record_job, "count_lines", now);
}

void publish_figures(db::access& analytics, core::instant now, const settings& with) {
  analytics.transact([&](db::tx& t) {
    const auto today = with.operators_zone.date_of(now);
    const auto months = decide_months(today);
    publish_periods(t.all<period_figures>(sql::list_current_figures, months.before_from, months.from, months.to, most_groups));
    publish_lines(t.all<line_figures>(sql::list_line_counts, most_groups));
    t.change(sql::record_job, "publish", now);
    publish_jobs(t.all<job_success>(sql::list_jobs));
  });
  core::replace_gauge("abonent_kpi_info", "The currency and the time zone of the figures.",
                      {{{{"currency", std::string{with.currency.code()}}, {"time_zone", std::string{with.operators_zone.name()}}}, 1.0}});
}

void refresh_figures(db::access& analytics, core::instant now, const settings& with,
                     const std::function<bool()>& keep_going) {
  auto done = roll_up(analytics, now, with, [&](const roll_up_progress&) { return !keep_going || keep_going(); });
  if (done.charges_in_other_currencies > 0)
    core::count("abonent_kpi_charges_in_other_currencies_total", "Charges left out of revenue for their currency.", {},
                static_cast<double>(done.charges_in_other_currencies));
  analytics.transact([&](db::tx& t) {
    auto last = t.find<core::instant>(sql::find_job, "count_lines");
    if (!last || now - *last >= between_counts) count_lines(t, now, with);
  });
  publish_figures(analytics, now, with);
}

}  // namespace analytics
