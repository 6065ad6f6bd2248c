// Versions only ever come to be, so pages are compared by how many they hold.
#include "billing/tariff_book.hpp"

#include "billing/holdings.hpp"
#include "billing/usage_sql.hpp"
#include "catalog/find.hpp"

namespace billing {

const compiled_tariff* tariff_pages::find(std::string_view offering_code, int offering_version,
                                          core::instant at) const {
  auto sold = offerings_.find(std::pair{offering_code, offering_version});
  if (sold == offerings_.end()) return nullptr;
  if (sold->second.tariff_version) return find_version(sold->second.tariff_code, *sold->second.tariff_version);
  auto versions = tariffs_.find(sold->second.tariff_code);
  if (versions == tariffs_.end()) return nullptr;
  for (auto it = versions->second.rbegin(); it != versions->second.rend(); ++it)
    if ((*it)->source().valid.contains(at)) return it->get();
  return nullptr;
}

const compiled_tariff* tariff_pages::find_version(std::string_view tariff_code, int version) const {
  auto versions = tariffs_.find(tariff_code);
  if (versions == tariffs_.end()) return nullptr;
  for (const auto& each : versions->second)
    if (each->source().version == version) return each.get();
  return nullptr;
}

tariff_book::tariff_book() : pages_{std::make_shared<tariff_pages>()} {}

std::shared_ptr<const tariff_pages> tariff_book::pages() const {
  std::lock_guard hold{guard_};
  return pages_;
}

namespace {

bucket_numbers numbers_of(db::tx& t, const catalog::tariff& of) {
  return number_buckets(of, [&](const std::string& name) {
    t.exec(sql::record_bucket_number, of.code, name);
    return t.get<std::int16_t>(sql::find_bucket_number, of.code, name);
  });
}

}  // namespace

bool tariff_book::refresh(db::tx& t) {
  auto made = std::make_shared<tariff_pages>(*pages());
  bool news = false;
  for (const auto& each : catalog::tariff_versions(t)) {
    if (made->find_version(each.code, each.version)) continue;
    auto source = catalog::find_tariff(t, each.code, each.version).value();
    auto numbers = numbers_of(t, source);
    made->tariffs_[each.code].push_back(compiled_tariff::compile(std::move(source), std::move(numbers)));
    news = true;
  }
  for (const auto& each : catalog::offering_versions(t))
    news |= made->offerings_
                .try_emplace({each.code, each.version}, tariff_pages::ranked{each.tariff_code, each.tariff_version})
                .second;
  if (!news) return false;
  std::lock_guard hold{guard_};
  pages_ = std::move(made);  // two refreshes at once: both hold all there was, and the next one brings the rest
  return true;
}

}  // namespace billing
