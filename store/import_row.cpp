// From fields to a customer: trim, default, translate, parse, and then the same rule as for one added by hand.
#include "store/import_row.hpp"

#include <fmt/format.h>

#include <boost/describe/enum_from_string.hpp>
#include <charconv>

#include "store/fold.hpp"
#include "store/refusals.hpp"

namespace store {
namespace {

std::string_view trimmed(std::string_view text) {
  auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<core::civil_date> date_of(std::string_view text, date_order order) {
  int parts[3] = {};
  for (int i = 0; i < 3; ++i) {
    auto end = std::min(text.find_first_of("./-"), text.size());
    auto part = number_of(text.substr(0, end));
    if (!part || *part < 0) return std::nullopt;
    parts[i] = *part;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!text.empty()) return std::nullopt;
  auto [year, month, day] = order == date_order::year_month_day   ? std::tuple{parts[0], parts[1], parts[2]}
                            : order == date_order::day_month_year ? std::tuple{parts[2], parts[1], parts[0]}
                                                                  : std::tuple{parts[2], parts[0], parts[1]};
  core::civil_date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                        std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1900) return std::nullopt;
  return date;
}

class row_reader {
 public:
  row_reader(const core::csv_row& row, const import_columns& columns, const import_mapping& mapping,
             std::vector<reject>& rejects)
      : row_{row}, columns_{columns}, mapping_{mapping}, rejects_{rejects} {}

  [[nodiscard]] std::string text(std::string_view field) const {
    std::string value{trimmed(columns_.value(row_, field))};
    if (value.empty())
      if (auto it = mapping_.defaults.find(std::string{field}); it != mapping_.defaults.end()) value = it->second;
    if (auto words = mapping_.words.find(std::string{field}); words != mapping_.words.end())
      if (auto it = words->second.find(value); it != words->second.end()) value = it->second;
    return value;
  }
  void read(std::string_view field, std::string& into) const {
    if (auto value = text(field); !value.empty()) into = std::move(value);
  }
  template <class E>
  void read_word(std::string_view field, E& into, std::string_view known) {
    auto value = text(field);
    if (!value.empty() && !boost::describe::enum_from_string(value.c_str(), into))
      complain(field, "the word is not known",
               fmt::format("write {}, or say what yours mean under [words.{}] in the mapping file", known, field));
  }
  void complain(std::string_view field, std::string what, std::string how) {
    rejects_.push_back({row_.line, columns_.header(field), std::move(what), std::move(how)});
  }

 private:
  const core::csv_row& row_;
  const import_columns& columns_;
  const import_mapping& mapping_;
  std::vector<reject>& rejects_;
};

void read_customer(row_reader& from, date_order dates, new_customer& who) {
  from.read_word("kind", who.kind, "person or organisation");
  from.read("given_name", who.given_name);
  from.read("family_name", who.family_name);
  if (auto text = from.text("birth_date"); !text.empty()) {
    who.birth_date = date_of(text, dates);
    if (!who.birth_date)
      from.complain("birth_date", "this is no date",
                    "write 1990-02-28, or say the order of your dates in the mapping file");
  }
  from.read("language", who.language);
  from.read("time_zone", who.time_zone);
  from.read("email", who.email);
  from.read("contract_number", who.contract_number);
  from.read("document_kind", who.document_kind);
  from.read("document_number", who.document_number);
  from.read("segment", who.segment);
  from.read("currency", who.currency);
  from.read_word("pays", who.pays, "prepaid or postpaid");
  if (auto text = from.text("bill_day"); !text.empty()) {
    auto day = number_of(text);
    if (!day) from.complain("bill_day", "this is no number", "write the day of the month, 1 to 31");
    who.bill_day = day.value_or(1);
  }
  from.read("external_id", who.external_id);
}

struct mending {
  const core::refusal* why;
  std::string_view field;
  std::string_view how;
};

const mending mendings[] = {
    {&name_missing, "family_name", "write the family name; of an organisation its name"},
    {&name_of_organisation, "given_name", "leave it empty for an organisation"},
    {&language_unknown, "language", "write a language tag such as en, ru or pl"},
    {&time_zone_unknown, "time_zone", "write an IANA name such as Europe/Warsaw, or leave it empty"},
    {&email_unreadable, "email", "write one address, or leave it empty"},
    {&document_unreadable, "document_number", "give both the kind and the whole number, or neither"},
    {&contract_unreadable, "contract_number", "write letters and digits, or leave it empty: one is made"},
    {&currency_unknown, "currency", "write an ISO 4217 code such as EUR"},
    {&bill_day_unknown, "bill_day", "write the day of the month, 1 to 31"},
};

}  // namespace

core::result<import_columns> import_columns::find(const std::vector<std::string_view>& headers,
                                                  const import_mapping& mapping) {
  import_columns out;
  out.count_ = headers.size();
  std::map<std::string, std::string, std::less<>> field_of;  // header -> field
  for (const auto& [field, header] : mapping.columns) field_of.emplace(header, field);
  for (std::size_t at = 0; at < headers.size(); ++at) {
    std::string header{trimmed(headers[at])};
    auto mapped = field_of.find(header);
    auto field = mapped != field_of.end() ? mapped->second : header;
    bool ours = mapped != field_of.end() || (is_import_field(header) && !mapping.columns.contains(header));
    if (!ours)
      out.unused_.push_back(header);
    else if (!out.by_field_.emplace(field, column{at, header}).second)
      return column_twice.because("It is headed `" + header + "`.");
  }
  for (const auto& [field, header] : mapping.columns)
    if (!out.by_field_.contains(field))
      return column_missing.because("The mapping names `" + header + "` for " + field + ".");
  if (!out.by_field_.contains("family_name") && !mapping.defaults.contains("family_name"))
    return column_missing.because("One must be headed `family_name`, or a mapping file must say which is.");
  return out;
}

const std::string& import_columns::header(std::string_view field) const {
  static const std::string none;
  auto it = by_field_.find(field);
  return it == by_field_.end() ? none : it->second.header;
}

std::string_view import_columns::value(const core::csv_row& row, std::string_view field) const {
  auto it = by_field_.find(field);
  return it == by_field_.end() ? std::string_view{} : row.fields[it->second.at];
}

import_row read_import_row(const core::csv_row& row, const import_columns& columns, const import_mapping& mapping) {
  import_row out;
  if (!row.broken.empty()) {
    out.rejects.push_back(
        {row.line, "", std::string{row.broken}, "close every quote; a quote inside a field is written twice"});
  } else if (row.fields.size() != columns.count()) {
    out.rejects.push_back({row.line, "",
                           fmt::format("the row has {} fields, the header {}", row.fields.size(), columns.count()),
                           "put fields that hold the separator into quotes"});
  } else {
    row_reader from{row, columns, mapping, out.rejects};
    read_customer(from, mapping.dates, out.who);
    if (!out.rejects.empty()) return out;
    if (auto fine = decide_new_customer(out.who); !fine)
      out.rejects.push_back(reject_for(fine.error(), row.line, columns));
  }
  return out;
}

reject reject_for(const core::refusal& why, std::size_t line, const import_columns& columns) {
  for (const auto& each : mendings)
    if (*each.why == why) return {line, columns.header(each.field), std::string{why.meaning()}, std::string{each.how}};
  return {line, "", why.sentence(), "remove the row, or import with existing customers passed over"};
}

std::vector<identifier_value> claims_of(const new_customer& who) {
  std::vector<identifier_value> out;
  if (!who.contract_number.empty()) out.push_back({identifier_kind::contract, tidy_code(who.contract_number)});
  if (!who.document_number.empty()) out.push_back({identifier_kind::document, document_norm(who.document_number)});
  if (!who.external_id.empty()) out.push_back({identifier_kind::external, who.external_id});
  return out;
}

}  // namespace store
