// Adding a customer: check what was said, write party, customer and account, and every way to find them.
#include "store/customer.hpp"

#include "core/money.hpp"
#include "store/events_wire.hpp"
#include "store/fold.hpp"
#include "store/give_identifiers.hpp"
#include "store/operator_settings.hpp"
#include "store/refusals.hpp"
#include "store/store_sql.hpp"

namespace store {
namespace {

constexpr std::size_t shortest_document = 6;  // its last four characters are shown: less would show it whole

bool is_language(std::string_view tag) {
  auto primary = tag.substr(0, tag.find('-'));
  if (primary.size() < 2 || primary.size() > 3) return false;
  for (char c : primary)
    if (c < 'a' || c > 'z') return false;
  return tag.size() == primary.size() || tag.size() > primary.size() + 2;
}

bool is_email(std::string_view tidy) {
  auto at = tidy.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < tidy.size() &&
         tidy.find('@', at + 1) == std::string_view::npos &&
         tidy.find_first_of(" \t\r\n,;<>") == std::string_view::npos;
}

std::string full_name(const new_customer& who) { return who.given_name + " " + who.family_name; }

std::string last_four(std::string_view tidy) { return std::string{tidy.substr(tidy.size() - 4)}; }

struct made_customer {
  core::customer_id customer_id;
  std::string contract_number;
};
BOOST_DESCRIBE_STRUCT(made_customer, (), (customer_id, contract_number))

std::vector<identifier_value> identifiers_for(const new_customer& who, const std::string& contract) {
  std::vector<identifier_value> out = {{identifier_kind::contract, tidy_code(contract)},
                                       {identifier_kind::name, searchable_name(full_name(who))}};
  if (!who.email.empty()) out.push_back({identifier_kind::email, tidy_email(who.email)});
  if (!who.document_number.empty()) out.push_back({identifier_kind::document, document_norm(who.document_number)});
  if (!who.external_id.empty()) out.push_back({identifier_kind::external, who.external_id});
  return out;
}

}  // namespace

core::result<void> decide_new_customer(const new_customer& who) {
  if (fold(who.family_name).empty()) return name_missing;
  if (who.kind == party_kind::organisation && !who.given_name.empty()) return name_of_organisation;
  if (!is_language(who.language)) return language_unknown;
  if (!who.time_zone.empty() && !core::zone::find(who.time_zone)) return time_zone_unknown;
  if (!who.email.empty() && !is_email(tidy_email(who.email))) return email_unreadable;
  if (who.document_kind.empty() != who.document_number.empty()) return document_unreadable;
  if (!who.document_number.empty() && tidy_code(who.document_number).size() < shortest_document)
    return document_unreadable;
  if (!who.contract_number.empty() && tidy_code(who.contract_number).empty()) return contract_unreadable;
  if (!core::currency::parse(who.currency)) return currency_unknown;
  if (who.bill_day < 1 || who.bill_day > 31) return bill_day_unknown;
  return {};
}

core::result<core::customer_id> add_customer(db::tx& t, core::instant now, const new_customer& who) {
  if (auto fine = decide_new_customer(who); !fine) return fine.error();
  bool has_document = !who.document_number.empty();
  auto made = t.get<made_customer>(
      sql::add_customer, now, who.contract_number, who.segment, who.external_id, who.kind, who.given_name,
      who.family_name, who.birth_date, who.language, who.time_zone.empty() ? operator_now().time_zone : who.time_zone,
      tidy_email(who.email), who.document_kind, has_document ? last_four(tidy_code(who.document_number)) : "",
      who.currency, who.pays, who.bill_day);
  auto given = give_identifiers(t, now, made.customer_id, std::nullopt, identifiers_for(who, made.contract_number));
  if (!given) return given.error();
  db::say(t, customer_created(now, made.customer_id, who.language, who.segment));
  return made.customer_id;
}

std::vector<customer> list_customers(db::tx& t, const std::string& segment, std::size_t offset, std::size_t limit) {
  if (segment.empty()) return t.all<customer>(sql::list_customers, limit, offset);
  return t.all<customer>(sql::list_segment, limit, offset, segment);
}

std::size_t count_customers(db::tx& t, const std::string& segment) {
  if (segment.empty()) return t.get<std::size_t>(sql::count_customers);
  return t.get<std::size_t>(sql::count_segment, segment);
}

std::optional<customer> find_customer(db::tx& t, core::customer_id id) {
  return t.find<customer>(sql::find_customer, id);
}

bool lock_customer(db::tx& t, core::customer_id id) {
  return t.find<core::customer_id>(sql::lock_customer, id).has_value();
}

}  // namespace store
