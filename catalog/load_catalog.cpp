// read -> decide -> record, for the tariff first: the offering stands on it.
#include "catalog/load_catalog.hpp"

#include <fmt/format.h>
#include <boost/describe/class.hpp>

#include "catalog/catalog_sql.hpp"
#include "catalog/read_offering.hpp"
#include "catalog/read_tariff.hpp"
#include "catalog/refusals.hpp"
#include "core/assert.hpp"

namespace catalog {

BOOST_DESCRIBE_STRUCT(latest_version, (), (version, valid_from))

namespace {

struct publication {
  std::string_view what;
  std::string code;
  int version;
  core::instant valid_from;
  const std::string& content;
  const db::query &find, &latest;
  bool reprices;
};

// Whether there is something to record.
core::result<bool> may_publish(db::tx& t, core::instant now, const publication& it) {
  auto named = fmt::format("{} {} version {}", it.what, it.code, it.version);
  if (auto published = t.find<std::string>(it.find, it.code, it.version)) {
    if (*published == it.content) return false;
    return version_published.because(fmt::format("This is {}: give the new content the next version.", named));
  }
  auto decided =
      decide_publication(t.find<latest_version>(it.latest, it.code), it.version, it.valid_from, now, it.reprices);
  if (!decided) return decided.error().because(fmt::format("This is {}, valid from {}.", named, it.valid_from.text()));
  return true;
}

core::result<bool> publish(db::tx& t, core::instant now, const tariff& it, const std::string& content,
                           const approval& approve) {
  auto fresh = may_publish(
      t, now, {"tariff", it.code, it.version, it.valid.from, content, sql::find_tariff, sql::latest_tariff, true});
  if (!fresh || !*fresh) return fresh;
  if (!it.truths.empty()) {
    ABONENT_ASSERT(approve);  // who publishes tariffs with cases can run them
    if (auto approved = approve(it); !approved) return approved.error();
  }
  t.exec(sql::record_tariff, it.code, it.version, it.name, it.currency.code(), it.valid.from, it.valid.to, content,
           now);
  return true;
}

core::result<bool> publish(db::tx& t, core::instant now, const offering& it, const std::string& content) {
  auto fresh = may_publish(
      t, now,
      {"offering", it.code, it.version, it.valid.from, content, sql::find_offering, sql::latest_offering, false});
  if (!fresh || !*fresh) return fresh;
  auto currency = t.find<std::string>(sql::tariff_currency, it.tariff_code, it.tariff_version);
  if (!currency)
    return tariff_unknown.because(fmt::format("The offering {} names the tariff {}{}; load that first.", it.code,
                                              it.tariff_code,
                                              it.tariff_version ? fmt::format(" version {}", *it.tariff_version) : ""));
  if (*currency != it.currency.code())
    return currencies_differ.because(
        fmt::format("{} is in {}, {} in {}.", it.code, it.currency.code(), it.tariff_code, *currency));
  t.exec(sql::record_offering, it.code, it.version, it.name, it.currency.code(), it.tariff_group, it.tariff_code,
         it.tariff_version, it.valid.from, it.valid.to, content, now);
  return true;
}

}  // namespace

core::result<void> decide_publication(const std::optional<latest_version>& latest, int version,
                                      core::instant valid_from, core::instant now, bool reprices) {
  if (!latest) return {};
  if (version <= latest->version || valid_from <= latest->valid_from) return version_not_later;
  if (reprices && valid_from < now) return version_in_the_past;
  return {};
}

core::result<catalog_file> read_catalog_file(std::string_view json) {
  auto tree = parse_document(json);
  if (!tree) return tree.error();
  mistakes noted;
  fields in{*tree, noted};
  catalog_file out;
  if (const auto* it = in.maybe("tariff")) {
    out.tariff = read_tariff(*it, noted);
    out.tariff_content = canonical_text(*it);
  }
  if (const auto* it = in.maybe("offering")) {
    out.offering = read_offering(*it, noted);
    out.offering_content = canonical_text(*it);
  }
  in.nothing_else();
  if (!out.tariff && !out.offering) noted.add(in.at(), "a catalogue file has an `offering`, a `tariff`, or both");
  if (!noted.none()) return noted.refusal();
  return out;
}

core::result<std::vector<loaded_version>> load_catalog(db::tx& t, core::instant now, std::string_view json,
                                                       const approval& approve) {
  auto file = read_catalog_file(json);
  if (!file) return file.error();
  t.exec(sql::lock_publishing);
  std::vector<loaded_version> out;
  if (const auto& it = file->tariff) {
    auto fresh = publish(t, now, *it, file->tariff_content, approve);
    if (!fresh) return fresh.error();
    out.push_back({"tariff", it->code, it->version, *fresh});
  }
  if (const auto& it = file->offering) {
    auto fresh = publish(t, now, *it, file->offering_content);
    if (!fresh) return fresh.error();
    out.push_back({"offering", it->code, it->version, *fresh});
  }
  return out;
}

}  // namespace catalog
