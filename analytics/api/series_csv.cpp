// Quoting, and the one trap of a spreadsheet: a cell that begins like a formula is run.
#include "analytics/api/series_csv.hpp"

#include <fmt/format.h>

#include <boost/describe/enum_to_string.hpp>

#include "analytics/figures.hpp"

namespace analytics {
namespace {

// A word of somebody else's (a tariff group) as one cell.
std::string cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) out += '\'';
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

}  // namespace

web::response csv_answer(const series_request& what, const std::vector<series>& all, core::currency in) {
  const std::string name = boost::describe::enum_to_string(what.what, "");
  const std::string by = boost::describe::enum_to_string(what.by, "");
  std::string body = "at,metric,by,tariff_group,value,unit,numerator,denominator,definition\r\n";
  for (const auto& each : all)
    for (const auto& point : each.points) {
      auto shown = figure_of(what.what, point.of, in);
      body += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", core::date_text(point.at), name, by, cell(each.group),
                          shown.value.value_or(""), unit_text(what.what, in), shown.numerator, shown.denominator.value_or(""),
                          cell(definition_of(what.what).sentence));
    }
  web::response out;
  out.body = std::move(body);
  out.content_type = "text/csv;charset=utf-8";
  out.headers.emplace_back("Content-Disposition",
                           fmt::format("attachment; filename=\"abonent-{}-by-{}-{}-{}.csv\"", name, by, core::date_text(what.from),
                                       core::date_text(what.to)));
  return out;
}

}  // namespace analytics
