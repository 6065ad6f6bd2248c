// What all models of truth cases share.
#include "billing/truth_models.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace billing {
namespace {

decimal number_of(const catalog::node& it, std::string_view name, catalog::mistakes& noted) {
  bool written = it.is == catalog::node::kind::number || it.is == catalog::node::kind::text;
  auto value = written ? parse_decimal(it.text) : std::nullopt;
  if (!value) noted.add(it.at, fmt::format("`{}` must be a number of at most 18 digits", name));
  return value.value_or(decimal{});
}

}  // namespace

decimal number_in(catalog::fields& in, std::string_view name) {
  const auto* it = in.need(name);
  return it ? number_of(*it, name, in.noted()) : decimal{};
}

decimal number_in(catalog::fields& in, std::string_view name, decimal otherwise) {
  return in.maybe(name) ? number_in(in, name) : otherwise;
}

std::vector<decimal> numbers_in(catalog::fields& in, std::string_view name) {
  std::vector<decimal> out;
  for (const auto& each : in.list(name)) out.push_back(number_of(each, name, in.noted()));
  return out;
}

core::rounding rounding_in(catalog::fields& in, std::string_view name) {
  auto text = in.text_or(name, "half_up");
  if (text.starts_with('*')) text.erase(0, 1);
  if (text == "middle") return core::rounding::half_up;
  auto it = core::parse_rounding(text);
  if (!it) in.wrong(in.at(name), fmt::format("`{}` must be up, down, middle, half_up or half_even", name));
  return it.value_or(core::rounding::half_up);
}

std::string word_in(catalog::fields& in, std::string_view name) {
  const auto* it = in.maybe(name);
  return it ? it->text : std::string{};
}

int decimals_of(const std::vector<decimal>& quantities) {
  int out = 0;
  for (const auto& each : quantities) out = std::max(out, each.scale);
  return std::min(out, 6);
}

const civil_clock& clock_in(catalog::fields& usage) {
  static std::map<std::string, civil_clock, std::less<>> known;
  auto name = usage.text_or("zone", "Etc/UTC");
  auto zone = core::zone::find(name);
  if (!zone) usage.wrong(usage.at("zone"), fmt::format("there is no time zone \"{}\"", name));
  if (auto it = known.find(name); it != known.end()) return it->second;
  return known.emplace(name, civil_clock{zone.value_or(core::zone::utc())}).first->second;
}

catalog::tariff case_tariff(catalog::service of, int unit_decimals) {
  catalog::tariff out{"case", 1, "of this case", *core::currency::parse("XXX"), {}, {}, {}};
  catalog::usage_section section;
  section.of = of;
  section.unit_decimals = unit_decimals;
  out.sections.push_back(std::move(section));
  return out;
}

catalog::destination case_destination(std::string code, std::vector<catalog::price> prices) {
  catalog::destination out;
  out.label = code;
  out.code = std::move(code);
  out.prices = std::move(prices);
  return out;
}

bool is_dialled(std::string_view other_party) {
  return std::all_of(other_party.begin(), other_party.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '+' || c == '*' || c == '#'; });
}

rated case_rating::use(const usage_facts& it) {
  auto told = explain(*by_, it, state());
  for (auto& step : told.steps) steps_.push_back(std::move(step));
  const auto& answer = told.answer;
  if (answer.outcome != rating_outcome::rated && refusal_.empty()) refusal_ = name_of(answer.outcome);
  if (answer.counter != prefix_table::none) {
    counters_[answer.counter] += answer.counted;
    counters_[answer.counter + 1] += answer.counted_beside;
  }
  spent_ = core::add_checked(spent_, answer.charge_micros);
  charged_ = core::add_checked(charged_, answer.charge_micros);
  return answer;
}

void case_rating::count_before(std::int64_t quantity) {
  for (auto& each : counters_) each = quantity;
}

void case_rating::settle() {
  auto owed = settle_cycle(*by_, state());
  if (owed != 0) steps_.push_back({"End of the cycle", "What the cycle costs at least, and the flat fee of what was not used.", owed});
  spent_ = core::add_checked(spent_, owed);
  charged_ = core::add_checked(charged_, owed);
}

truth_answer case_rating::answer() const {
  truth_answer out;
  out.refusal = refusal_;
  out.charge_micros = charged_;
  out.steps = steps_;
  out.decimals = by_->source().sections.front().unit_decimals;
  return out;
}

truth_model find_truth_model(std::string_view name) {
  static const std::map<std::string_view, truth_model> known{
      {"increments", rate_increments},
      {"tiered_graduated", rate_graduated},
      {"tiered_graduated_percentage", rate_graduated},
      {"tiered_volume", rate_volume},
      {"tiered_volume_percentage", rate_volume},
      {"tiered_blocks", rate_blocks},
      {"package", rate_package},
      {"per_unit", rate_per_unit},
      {"percentage", rate_share},
      {"recurring_monthly", rate_months},
      {"units", rate_prepaid_units},
      {"allowances_then_tiers", rate_with_allowances},
  };
  auto it = known.find(name);
  return it == known.end() ? nullptr : it->second;
}

}  // namespace billing
