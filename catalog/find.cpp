// Rows are read by the same code as files.
#include "catalog/find.hpp"

#include <boost/describe/class.hpp>
#include <stdexcept>

#include "catalog/catalog_sql.hpp"
#include "catalog/read_offering.hpp"
#include "catalog/read_tariff.hpp"

namespace catalog {
namespace {

struct published_row {
  std::string content;
  core::instant published_at;
};
BOOST_DESCRIBE_STRUCT(published_row, (), (content, published_at))

template <class T>
T read_content(const std::string& content, T (*read)(const node&, mistakes&)) {
  mistakes noted;
  auto out = read(parse_document(content).value(), noted);
  if (!noted.none()) throw std::runtime_error{"a published catalogue row cannot be read: " + noted.refusal().detail()};
  return out;
}

template <class T>
std::optional<T> read_found(const std::optional<std::string>& content, T (*read)(const node&, mistakes&)) {
  if (!content) return std::nullopt;
  return read_content(*content, read);
}

published_offering read_published(const published_row& row) {
  return {read_content(row.content, read_offering), row.published_at};
}

}  // namespace

BOOST_DESCRIBE_STRUCT(tariff_version, (), (code, version, valid_from, valid_to))
BOOST_DESCRIBE_STRUCT(offering_version, (), (code, version, tariff_code, tariff_version))

std::optional<offering> find_offering(db::tx& t, std::string_view code, int version) {
  return read_found(t.find<std::string>(sql::find_offering, code, version), read_offering);
}

std::optional<offering> offering_at(db::tx& t, std::string_view code, core::instant at) {
  return read_found(t.find<std::string>(sql::offering_at, code, at), read_offering);
}

std::vector<published_offering> offerings_at(db::tx& t, core::instant at) {
  std::vector<published_offering> out;
  for (const auto& row : t.all<published_row>(sql::offerings_at, at)) out.push_back(read_published(row));
  return out;
}

std::optional<published_offering> find_published_offering(db::tx& t, std::string_view code, int version) {
  auto row = t.find<published_row>(sql::published_offering, code, version);
  if (!row) return std::nullopt;
  return read_published(*row);
}

std::optional<tariff> find_tariff(db::tx& t, std::string_view code, int version) {
  return read_found(t.find<std::string>(sql::find_tariff, code, version), read_tariff);
}

std::optional<tariff> tariff_at(db::tx& t, std::string_view code, core::instant at) {
  return read_found(t.find<std::string>(sql::tariff_at, code, at), read_tariff);
}

std::vector<tariff_version> tariff_versions(db::tx& t) { return t.all<tariff_version>(sql::list_tariff_versions); }

std::vector<offering_version> offering_versions(db::tx& t) {
  return t.all<offering_version>(sql::list_offering_versions);
}

}  // namespace catalog
