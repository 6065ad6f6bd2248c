// Finding what is sold and what usage costs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/offering.hpp"
#include "catalog/tariff.hpp"
#include "db/tx.hpp"

namespace catalog {

std::optional<offering> find_offering(db::tx& t, std::string_view code, int version);
// The version on sale at that instant: the latest whose period holds it.
std::optional<offering> offering_at(db::tx& t, std::string_view code, core::instant at);

struct published_offering {
  offering what;
  core::instant published_at;
};
std::vector<published_offering> offerings_at(db::tx& t, core::instant at);  // at most 1,000, by code
std::optional<published_offering> find_published_offering(db::tx& t, std::string_view code, int version);

std::optional<tariff> find_tariff(db::tx& t, std::string_view code, int version);
// The version that rates usage which starts at that instant.
std::optional<tariff> tariff_at(db::tx& t, std::string_view code, core::instant at);

// Every version there is, small: what a cache of compiled tariffs compares itself with. Versions only ever come to be.
struct tariff_version {
  std::string code;
  int version;
  core::instant valid_from;
  std::optional<core::instant> valid_to;
};
std::vector<tariff_version> tariff_versions(db::tx& t);

struct offering_version {
  std::string code;
  int version;
  std::string tariff_code;
  std::optional<int> tariff_version;  // nothing: whichever is valid when usage starts
};
std::vector<offering_version> offering_versions(db::tx& t);

}  // namespace catalog
