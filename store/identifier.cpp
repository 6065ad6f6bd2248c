// Giving and taking identifiers. Who holds one at a time is decided by the database's constraint, not by looking first.
#include "store/identifier.hpp"

#include "core/identity.hpp"
#include "store/give_identifiers.hpp"
#include "store/refusals.hpp"
#include "store/store_sql.hpp"

namespace store {
namespace {

bool needs_line(identifier_kind kind) {
  switch (kind) {
    case identifier_kind::msisdn:
    case identifier_kind::imsi:
    case identifier_kind::iccid:
    case identifier_kind::login:
      return true;
    case identifier_kind::name:
    case identifier_kind::email:
    case identifier_kind::contract:
    case identifier_kind::document:
    case identifier_kind::external:
      return false;
  }
  return false;
}

template <class T>
bool is_exactly(std::string_view norm) {
  auto it = T::parse(norm);
  return it && it->digits() == norm;
}

bool readable(const identifier_value& it) {
  switch (it.kind) {
    case identifier_kind::msisdn:
      return is_exactly<core::msisdn>(it.norm);
    case identifier_kind::imsi:
      return is_exactly<core::imsi>(it.norm);
    case identifier_kind::iccid:
      return is_exactly<core::iccid>(it.norm);
    case identifier_kind::login:
    case identifier_kind::name:
    case identifier_kind::email:
    case identifier_kind::contract:
    case identifier_kind::document:
    case identifier_kind::external:
      return !it.norm.empty() && it.norm.size() <= 1000;
  }
  return false;
}

core::result<void> decide_identifiers(std::optional<core::subscriber_id> line,
                                      const std::vector<identifier_value>& values) {
  for (const auto& each : values) {
    auto kind = db::text<identifier_kind>::to(each.kind);
    if (!readable(each)) return identifier_unreadable.because("Its kind is " + kind + ".");
    if (needs_line(each.kind) && !line) return identifier_needs_line.because("Its kind is " + kind + ".");
  }
  return {};
}

}  // namespace

core::result<void> give_identifiers(db::tx& t, core::instant now, core::customer_id customer,
                                    std::optional<core::subscriber_id> line,
                                    const std::vector<identifier_value>& values) {
  if (auto fine = decide_identifiers(line, values); !fine) return fine.error();
  std::vector<identifier_kind> kinds;
  std::vector<std::string> norms;
  for (const auto& each : values) {
    kinds.push_back(each.kind);
    norms.push_back(each.norm);
  }
  auto given = t.change(sql::give_identifiers, now, customer, line, kinds, norms);
  if (static_cast<std::size_t>(given) == values.size()) return {};
  auto refused = t.all<std::string>(sql::refused_identifiers, customer, line, kinds, norms);
  if (!refused.empty()) return identifier_taken.because("Its kind is " + refused.front() + ".");
  return {};
}

core::result<void> give_identifier(db::tx& t, core::instant now, core::customer_id customer,
                                   std::optional<core::subscriber_id> line, identifier_kind kind,
                                   std::string_view norm) {
  return give_identifiers(t, now, customer, line, {{kind, std::string{norm}}});
}

void take_identifier(db::tx& t, core::instant now, core::customer_id customer, identifier_kind kind,
                     std::string_view norm) {
  t.exec(sql::take_identifier, customer, kind, norm, now);
}

std::vector<held_identifier> identifiers_of(db::tx& t, core::customer_id customer) {
  return t.all<held_identifier>(sql::identifiers_of, customer);
}

std::optional<held_identifier> holder_at(db::tx& t, identifier_kind kind, std::string_view norm, core::instant at) {
  return t.find<held_identifier>(sql::holder_at, kind, norm, at);
}

}  // namespace store
