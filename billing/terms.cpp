// Terms are written once and found for ever.
#include "billing/terms.hpp"

#include "billing/billing_sql.hpp"

namespace billing {

std::int32_t terms_id(db::tx& t, const terms& of) {
  auto find = [&] {
    return t.find<std::int32_t>(sql::find_terms, of.offering_code, of.offering_version, of.tariff_code, of.tariff_version,
                                of.tariff_group, of.scratch);
  };
  if (auto known = find()) return *known;
  t.exec(sql::record_terms, of.offering_code, of.offering_version, of.tariff_code, of.tariff_version, of.tariff_group, of.scratch);
  return *find();  // ours, or the one that another writer committed a moment before
}

}  // namespace billing
