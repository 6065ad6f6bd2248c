// Reading rated usage.
#include "billing/usage_list.hpp"

#include "billing/usage_sql.hpp"

namespace billing {

std::string_view unit_of(std::string_view service) {
  if (service == "voice") return "s";
  if (service == "data") return "B";
  return "message";
}

usage_page list_usage(db::tx& t, core::customer_id customer, core::subscriber_id line, std::size_t offset, std::size_t limit) {
  return {t.all<rated_usage>(sql::list_usage, customer, line, offset, limit), t.get<std::int64_t>(sql::count_usage, customer, line)};
}

std::optional<rated_usage> find_usage(db::tx& t, const entry_place& at) {
  return t.find<rated_usage>(sql::find_usage, at.customer, at.pos, at.line);
}

}  // namespace billing
