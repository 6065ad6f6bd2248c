// Parsing of offset, limit, fields, sort and filters.
#include "web/listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "web/refusals.hpp"

namespace web {
namespace {

// Lower case without separators, so that givenName, given_name and given-name are one.
constexpr std::string_view personal[] = {
    "msisdn",    "imsi",         "iccid",          "imei",    "phone",     "phonenumber",    "mobile",
    "email",     "emailaddress", "mail",           "name",    "givenname", "familyname",     "fullname",
    "lastname",  "firstname",    "surname",        "login",   "document",  "documentnumber", "passport",
    "birthdate", "contract",     "contractnumber", "address", "street1",   "identification", "identificationid",
    "otherparty"};

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    auto comma = text.find(',');
    if (comma != 0) out.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return out;
}

bool among(const std::vector<std::string>& list, std::string_view what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

core::refusal wrong(std::string_view name, std::string_view what) {
  return query_invalid.because(fmt::format("`{}` {}", name, what));
}

core::result<std::size_t> count(const std::string& name, const std::string& text, std::size_t most) {
  std::size_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > most)
    return wrong(name, fmt::format("must be a whole number of at most {}.", most));
  return value;
}

core::result<std::vector<sort_key>> sort_keys(const std::string& text, const page_rules& rules) {
  std::vector<sort_key> out;
  for (auto& each : split_commas(text)) {
    bool descending = each.front() == '-';
    auto name = descending || each.front() == '+' ? each.substr(1) : each;
    if (!among(rules.sortable, name)) return wrong("sort", "names a field that cannot be sorted by here.");
    out.push_back({std::move(name), descending});
  }
  return out;
}

constexpr std::size_t offset_max = 1'000'000;

}  // namespace

std::string page::filter(const std::string& name, std::string otherwise) const {
  auto it = filters.find(name);
  return it == filters.end() ? std::move(otherwise) : it->second;
}

core::result<page> read_page(const request& in, const page_rules& rules) {
  page out;
  out.limit = rules.limit;
  for (const auto& [name, value] : in.query) {
    if ((name == "offset" && rules.knows_offset) || (name == "limit" && rules.knows_limit)) {
      auto number = count(name, value, name == "limit" ? rules.limit_max : offset_max);
      if (!number) return number.error();
      (name == "limit" ? out.limit : out.offset) = *number;
    } else if (name == "fields" && rules.knows_fields) {
      out.fields = split_commas(value);
    } else if (name == "sort") {
      auto keys = sort_keys(value, rules);
      if (!keys) return keys.error();
      out.sort = std::move(*keys);
    } else if (among(rules.filters, name)) {
      out.filters.emplace(name, value);
    } else {
      return wrong(name, "is not known here.");
    }
  }
  return out;
}

bool names_a_person(std::string_view parameter) {
  if (auto dot = parameter.rfind('.'); dot != std::string_view::npos) parameter.remove_prefix(dot + 1);
  std::string plain;
  for (char c : parameter)
    if (c != '_' && c != '-') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(std::begin(personal), std::end(personal), plain) != std::end(personal);
}

}  // namespace web
