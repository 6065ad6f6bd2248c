// Rows over a pqxx::result.
#include "db/rows.hpp"

#include "db/pqxx_versions.hpp"

namespace db {
namespace {
const pqxx::result& of(const std::shared_ptr<const void>& it) { return *static_cast<const pqxx::result*>(it.get()); }
}  // namespace

std::size_t rows::size() const { return static_cast<std::size_t>(of(result_).size()); }
std::int64_t rows::affected() const { return static_cast<std::int64_t>(of(result_).affected_rows()); }

std::optional<std::string_view> row::text_at(std::size_t column) const {
  auto field = of(of_->result_)[static_cast<pqxx::result::size_type>(at_)][static_cast<pqxx::row::size_type>(column)];
  if (field.is_null()) return std::nullopt;
  return std::string_view{field.c_str(), static_cast<std::size_t>(field.size())};
}

std::size_t row::column(std::string_view name) const {
  return static_cast<std::size_t>(of(of_->result_).column_number(std::string{name}.c_str()));
}

}  // namespace db
