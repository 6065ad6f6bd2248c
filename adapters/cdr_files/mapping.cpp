// From a row to a record by a mapping. Everything outside is checked here, once.
#include "adapters/cdr_files/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "adapters/cdr_files/refusals.hpp"
#include "core/utf8.hpp"
#include "core/uuid.hpp"

namespace cdr_files {
namespace {

// bus/proto/abonent/v1/usage.proto: a record key has at most 200 bytes; a number or a name needs no more either.
constexpr std::size_t text_bytes_max = 200;

std::string shown(const column& it) {
  if (it.to > 0) return fmt::format("column {}-{}", it.from, it.to);
  return it.name.empty() ? fmt::format("column {}", it.number) : fmt::format("column `{}`", it.name);
}

std::string trimmed(std::string_view text) {
  auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string{} : std::string{text.substr(first, last - first + 1)};
}

// Reads the fields of one row; the first thing wrong is kept.
class field_reader {
 public:
  explicit field_reader(const row& from) : from_{from} {}

  std::string value(const column& of) {
    if (of.to > 0) {
      if (of.to <= from_.raw.size()) return trimmed(std::string_view{from_.raw}.substr(of.from - 1, of.to - of.from + 1));
      wrong(fmt::format("there is no {}: the row has {} characters", shown(of), from_.raw.size()));
      return {};
    }
    if (of.number >= 1 && of.number <= from_.fields.size()) return trimmed(from_.fields[of.number - 1]);
    wrong(fmt::format("there is no {}: the row has {}", shown(of), from_.fields.size()));
    return {};
  }

  std::string text(std::string_view field, const field_source& of, std::string_view between = "-") {
    if (of.whole_row) return core::uuid::named(from_.raw).text();
    std::string out = of.constant;
    for (std::size_t i = 0; i < of.columns.size(); ++i) {
      if (i > 0) out += between;
      out += value(of.columns[i]);
    }
    if (auto known = of.values.find(out); known != of.values.end()) out = known->second;
    if (out.size() > text_bytes_max)
      wrong(fmt::format("`{}` is longer than {} bytes", field, text_bytes_max));
    else if (core::first_bad_byte(out))
      wrong(fmt::format("`{}` is not UTF-8 text: convert the file, for instance with iconv", field));
    return out;
  }
  std::string needed(std::string_view field, const field_source& of) {
    auto out = text(field, of);
    if (out.find_first_not_of('-') == std::string::npos) wrong(fmt::format("`{}` is empty", field));
    return out;
  }

  template <class E>
  E word(std::string_view field, const field_source& of, std::initializer_list<std::pair<std::string_view, E>> words) {
    auto said = text(field, of);
    std::string known;
    for (const auto& [name, meaning] : words) {
      if (name == said) return meaning;
      known += (known.empty() ? "" : ", ") + std::string{name};
    }
    wrong(fmt::format("`{}` is `{}`, which is none of {}: give its meaning under [values.{}]", field, said, known,
                      field));
    return words.begin()->second;
  }

  void wrong(std::string what) {
    if (first_.empty()) first_ = std::move(what);
  }
  [[nodiscard]] const std::string& first_wrong() const { return first_; }

 private:
  const row& from_;
  std::string first_;
};

bool is_among(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool skipped(const mapping& by, field_reader& in) {
  return std::any_of(by.skips.begin(), by.skips.end(), [&](const skip_rule& rule) {
    auto value = in.value(rule.where);
    if (!in.first_wrong().empty()) return false;  // a row without that column is no row to pass over
    return is_among(rule.is, value) || (!rule.is_not.empty() && !is_among(rule.is_not, value));
  });
}

}  // namespace

core::result<void> mapped_layout::take_header(const row& header) {
  if (!header.wrong.empty()) return header_wrong.because(fmt::format("Line {}: {}.", header.at.line, header.wrong));
  std::string missing;
  auto resolve = [&](column& it) {
    if (it.name.empty()) return;
    auto at = std::find_if(header.fields.begin(), header.fields.end(),
                           [&](const auto& each) { return trimmed(each) == it.name; });
    it.number = static_cast<std::size_t>(at - header.fields.begin()) + 1;
    if (at == header.fields.end() && missing.empty()) missing = it.name;
  };
  for (auto* field : {&by_.record_key, &by_.subscriber, &by_.other_party, &by_.start, &by_.quantity, &by_.network,
                      &by_.charging_id, &by_.service, &by_.subscriber_kind, &by_.direction})
    std::for_each(field->columns.begin(), field->columns.end(), resolve);
  for (auto& rule : by_.skips) resolve(rule.where);
  if (missing.empty()) return {};
  return header_wrong.because(fmt::format("Line {} has no column `{}`.", header.at.line, missing));
}

reading mapped_layout::read(const row& from) {
  if (!from.wrong.empty()) return reject{from.wrong};
  field_reader in{from};
  if (skipped(by_, in)) return passed_over{};
  usage out;
  out.record_key = in.needed("record_key", by_.record_key);
  out.subscriber = in.needed("subscriber", by_.subscriber);
  out.other_party = in.text("other_party", by_.other_party);
  out.network = in.text("network", by_.network);
  out.charging_id = in.text("charging_id", by_.charging_id);
  out.service = in.word<bus::usage_service>("service", by_.service,
                                            {{"voice", bus::usage_service::voice},
                                             {"sms", bus::usage_service::sms},
                                             {"data", bus::usage_service::data},
                                             {"content", bus::usage_service::content}});
  out.subscriber_kind = in.word<bus::usage_subscriber_kind>("subscriber_kind", by_.subscriber_kind,
                                                            {{"msisdn", bus::usage_subscriber_kind::msisdn},
                                                             {"imsi", bus::usage_subscriber_kind::imsi},
                                                             {"login", bus::usage_subscriber_kind::login}});
  out.direction = in.word<bus::usage_direction>(
      "direction", by_.direction,
      {{"originated", bus::usage_direction::originated}, {"terminated", bus::usage_direction::terminated}});
  auto start = in.text("start", by_.start, " ");
  if (auto at = parse_time(start, by_.time))
    out.start = *at;
  else
    in.wrong(fmt::format("`start` is `{}`, which is no time in the form {}", start, by_.time.format));
  auto quantity = in.text("quantity", by_.quantity);
  if (auto units = parse_quantity(quantity, by_.quantity_unit))
    out.quantity = *units;
  else
    in.wrong(fmt::format("`quantity` is `{}`, which is no quantity in {}", quantity, by_.quantity_unit));
  if (!in.first_wrong().empty()) return reject{in.first_wrong()};
  return out;
}

}  // namespace cdr_files
