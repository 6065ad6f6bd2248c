// A pqxx::result as rows.
#include "db/rows.hpp"

#include "db/pqxx_versions.hpp"

namespace db {
namespace {

class pqxx_answer final : public row_source {
 public:
  explicit pqxx_answer(pqxx::result it) : it_{std::move(it)} {}
  std::size_t size() const override { return static_cast<std::size_t>(it_.size()); }
  std::int64_t affected() const override { return static_cast<std::int64_t>(it_.affected_rows()); }
  std::optional<std::string_view> text_at(std::size_t row, std::size_t column) const override {
    auto field = it_[static_cast<pqxx::result::size_type>(row)][static_cast<pqxx::row::size_type>(column)];
    if (field.is_null()) return std::nullopt;
    return std::string_view{field.c_str(), static_cast<std::size_t>(field.size())};
  }
  std::size_t column(std::string_view name) const override {
    return static_cast<std::size_t>(it_.column_number(std::string{name}.c_str()));
  }

 private:
  pqxx::result it_;
};

}  // namespace

rows to_rows(pqxx::result it) { return rows{std::make_shared<const pqxx_answer>(std::move(it))}; }

}  // namespace db
