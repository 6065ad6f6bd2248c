// Parse, call, answer. Every figure leaves with its definition, its numerator and its denominator.
#include "analytics/api/series_routes.hpp"

#include <fmt/format.h>

#include <boost/describe/enum_from_string.hpp>

#include "analytics/api/series_csv.hpp"
#include "analytics/figures.hpp"
#include "analytics/series.hpp"
#include "web/json_answer.hpp"
#include "web/refusals.hpp"

namespace analytics {
namespace {

namespace json = boost::json;
using std::chrono::days;
using std::chrono::sys_days;

constexpr std::string_view known_parameters[] = {"metric", "by", "from", "to", "group", "format"};

std::string parameter(const web::request& in, const std::string& name, std::string otherwise) {
  auto it = in.query.find(name);
  return it == in.query.end() || it->second.empty() ? std::move(otherwise) : it->second;
}

template <class E>
core::result<E> word(const std::string& said, const core::refusal& unknown) {
  E value{};
  if (!boost::describe::enum_from_string(said.c_str(), value)) return unknown.because(fmt::format("Asked for: `{}`.", said));
  return value;
}

core::result<core::civil_date> date(const web::request& in, const std::string& name, core::civil_date otherwise) {
  auto said = parameter(in, name, "");
  if (said.empty()) return otherwise;
  auto it = core::parse_date(said);
  if (!it) return date_unreadable.because(fmt::format("`{}` is not.", name));
  return *it;
}

// Without dates: the last twelve months and this one, or the last ninety days.
core::result<series_request> read_request(const web::request& in, const settings& with) {
  for (const auto& [name, value] : in.query)
    if (std::find(std::begin(known_parameters), std::end(known_parameters), name) == std::end(known_parameters))
      return web::query_invalid.because(fmt::format("`{}` is no parameter of this list.", name));
  auto what = word<metric>(parameter(in, "metric", "arpu"), metric_unknown);
  if (!what) return what.error();
  auto by = word<grain>(parameter(in, "by", "month"), grain_unknown);
  if (!by) return by.error();
  const auto today = with.operators_zone.date_of(in.now);
  auto to = date(in, "to", sys_days{today} + days{1});
  if (!to) return to.error();
  const auto back = *by == grain::day ? days{90} : days{365};
  auto from = date(in, "from", sys_days{*to} - back);
  if (!from) return from.error();
  return series_request{*what, *by, *from, *to, parameter(in, "group", std::string{all_groups})};
}

json::object json_of_figure(metric what, parts of, core::currency in) {
  auto shown = figure_of(what, of, in);
  json::object out{{"value", web::json_of(shown.value)}, {"numerator", shown.numerator}};
  if (shown.denominator) out["denominator"] = *shown.denominator;
  return out;
}

json::value json_of_series(const series_request& what, const std::vector<series>& all, core::currency in) {
  json::array groups;
  for (const auto& each : all) {
    json::array points;
    for (const auto& point : each.points) {
      auto it = json_of_figure(what.what, point.of, in);
      it["at"] = core::date_text(point.at);
      points.push_back(std::move(it));
    }
    groups.push_back(json::object{{"group", each.group}, {"points", std::move(points)}});
  }
  return json::object{{"@type", "AnalyticsSeries"},
                      {"metric", web::json_of(what.what)},
                      {"definition", definition_of(what.what).sentence},
                      {"unit", unit_text(what.what, in)},
                      {"by", web::json_of(what.by)},
                      {"series", std::move(groups)}};
}

web::response get_series(const web::request& in, db::access& analytics, const settings& with) {
  auto format = parameter(in, "format", "json");
  if (format != "json" && format != "csv") return web::problem(format_unknown, in);
  auto what = read_request(in, with);
  if (!what) return web::problem(what.error(), in);
  auto found = analytics.read([&](db::tx& t) { return find_series(t, *what); });
  if (!found) return web::problem(found.error(), in);
  if (format == "csv") return csv_answer(*what, *found, with.currency);
  return web::json_answer(json_of_series(*what, *found, with.currency));
}

json::array figures_of(const group_sums& sums, core::currency in, bool with_definitions) {
  json::array out;
  for (const auto& each : definitions) {
    const auto now = parts_of(each.of, sums.now), before = parts_of(each.of, sums.before);
    auto it = json_of_figure(each.of, now, in);
    it["metric"] = web::json_of(each.of);
    it["unit"] = unit_text(each.of, in);
    it["before"] = web::json_of(figure_of(each.of, before, in).value);
    it["changePercent"] = web::json_of(change_percent(each.of, now, before));
    if (with_definitions) it["definition"] = each.sentence;
    out.push_back(std::move(it));
  }
  return out;
}

json::object json_of_period(core::civil_date from, core::civil_date to) {
  return {{"from", core::date_text(from)}, {"to", core::date_text(to)}};
}

web::response get_summary(const web::request& in, db::access& analytics, const settings& with) {
  auto month = analytics.read([&](db::tx& t) { return find_month_so_far(t, with.operators_zone.date_of(in.now)); });
  json::array groups;
  for (std::size_t i = 1; i < month.groups.size(); ++i)
    groups.push_back(json::object{{"group", month.groups[i].group}, {"figures", figures_of(month.groups[i], with.currency, false)}});
  return web::json_answer(json::object{{"@type", "AnalyticsSummary"},
                                       {"asOf", web::json_of(in.now)},
                                       {"timeZone", with.operators_zone.name()},
                                       {"period", json_of_period(month.from, month.to)},
                                       {"comparedWith", json_of_period(month.before_from, month.before_to)},
                                       {"figures", figures_of(month.groups.front(), with.currency, true)},
                                       {"groups", std::move(groups)}});
}

}  // namespace

std::vector<web::route> routes(db::access analytics, const settings& with) {
  return {
      {web::verb::get, "/api/v1/analytics/series", web::right::analytics_read,
       [=](const web::request& in) mutable { return get_series(in, analytics, with); }},
      {web::verb::get, "/api/v1/analytics/summary", web::right::analytics_read,
       [=](const web::request& in) mutable { return get_summary(in, analytics, with); }},
  };
}

}  // namespace analytics
