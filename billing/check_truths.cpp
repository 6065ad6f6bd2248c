// Each case is read, rated and compared; what it says and we do not understand is told, not passed over.
#include "billing/check_truths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "billing/refusals.hpp"
#include "billing/truth_models.hpp"
#include "catalog/read_tariff.hpp"

namespace billing {
namespace {

class comparison {
 public:
  comparison(const truth_answer& is, catalog::fields& expected, truth_verdict& into) : is_{is}, expected_{expected}, into_{into} {}

  void compare() {
    tolerance_ = number_in(expected_, "tolerance", {});
    expected_.maybe("note");
    bool refused = std::any_of(expected_.source().members.begin(), expected_.source().members.end(),
                               [](const auto& it) { return it.name == "charge" && it.value.is == catalog::node::kind::null; });
    refused |= expected_.maybe("error") != nullptr;
    if (refused || !is_.refusal.empty()) compare_refusal(refused);
    if (refused) amount("balance_after", is_.balance_after_micros, 6);
    if (refused || !is_.refusal.empty()) return;
    amount("charge", is_.charge_micros, 6);
    for (int digits = 0; digits <= 6; ++digits) amount(fmt::format("charge_rounded_{}", digits), is_.charge_micros, digits);
    amount("reserved_amount", is_.reserved_micros, 6);
    amount("balance_after", is_.balance_after_micros, 6);
    if (expected_.maybe("granted")) number("granted", scaled(number_in(expected_, "granted"), is_.decimals), is_.granted, is_.decimals);
    compare_events();
    for (const auto& each : expected_.unasked()) differ(fmt::format("`{}` is nothing that can be expected", each));
    if (compared_ == 0) differ("the case expects nothing");
  }

 private:
  void differ(std::string what) { into_.differences.push_back(std::move(what)); }

  void compare_refusal(bool expected) {
    if (!expected) return differ(fmt::format("there is no charge: {}", is_.refusal));
    if (is_.refusal.empty()) return differ(fmt::format("no charge was expected, it is {}", core::micros_text(is_.charge_micros, 0)));
  }
  void amount(const std::string& name, const std::optional<std::int64_t>& is, int digits) {
    if (!expected_.maybe(name)) return;
    auto rounded = is ? std::optional{core::round_to(*is, digits, core::rounding::half_up)} : std::nullopt;
    number(name, micros_of(number_in(expected_, name)), rounded, 6);
  }
  static std::string text(std::int64_t value, int decimals) {
    auto in_micros = value;
    for (int i = decimals; i < 6; ++i) in_micros *= 10;
    return core::micros_text(in_micros, 0);
  }
  void number(std::string_view name, std::int64_t expected, const std::optional<std::int64_t>& is, int decimals) {
    ++compared_;
    if (!is) return differ(fmt::format("{}: expected {}, there is none", name, text(expected, decimals)));
    auto difference = std::max(expected, *is) - std::min(expected, *is);
    if (difference > scaled(tolerance_, decimals)) differ(fmt::format("{}: expected {}, is {}", name, text(expected, decimals), text(*is, decimals)));
  }
  void compare_events() {
    if (!expected_.maybe("charges")) return;
    auto charges = numbers_in(expected_, "charges");
    if (charges.size() != is_.events.size()) return differ(fmt::format("{} charges are expected for {} events", charges.size(), is_.events.size()));
    for (std::size_t i = 0; i < charges.size(); ++i)
      number(fmt::format("charge of event {}", i + 1), micros_of(charges[i]), is_.events[i].charge_micros, 6);
  }

  const truth_answer& is_;
  catalog::fields& expected_;
  truth_verdict& into_;
  decimal tolerance_;
  int compared_ = 0;
};

// What each event says of itself, beside the charges of all.
void compare_covered(const truth_answer& is, catalog::fields& usage, truth_verdict& into) {
  const auto* events = usage.maybe("events");
  if (!events || is.events.size() != events->items.size()) return;
  for (std::size_t i = 0; i < is.events.size(); ++i) {
    const auto* expected = events->items[i].find("expected");
    if (!expected || is.events[i].in_money) continue;
    auto compare = [&](std::string_view name, std::int64_t value) {
      const auto* it = expected->find(name);
      auto number = it ? parse_decimal(it->text) : std::nullopt;
      if (number && scaled(*number, is.decimals) != value)
        into.differences.push_back(fmt::format("{} of event {}: expected {}, is {}", name, i + 1, it->text, core::micros_text(scaled({value, is.decimals}, 6), 0)));
    };
    compare("units_in_allowance", is.events[i].covered);
    compare("units_charged", is.events[i].over);
  }
}

truth_verdict unreadable(truth_verdict it, const catalog::mistakes& noted) {
  it.is_readable = it.passed = false;
  it.differences = {noted.refusal().detail()};
  return it;
}

void run_case(catalog::fields& in, truth_verdict& out) {
  auto& noted = in.noted();
  const auto *tariff = in.need("tariff"), *usage = in.need("usage"), *expected = in.need("expected");
  if (!tariff || !usage || !expected) return;
  catalog::fields tariff_in{*tariff, noted}, usage_in{*usage, noted}, expected_in{*expected, noted};
  auto name = tariff_in.text("model");
  auto model = find_truth_model(name);
  if (!model && !name.empty()) tariff_in.wrong(tariff_in.at("model"), fmt::format("there is no model \"{}\"", name));
  if (!noted.none() || !model) return;
  auto answer = model(tariff_in, usage_in);
  if (noted.none()) comparison{answer, expected_in, out}.compare();
  if (!noted.none()) return;
  compare_covered(answer, usage_in, out);
  for (const auto& each : tariff_in.unasked()) out.unread.push_back("tariff." + each);
  for (const auto& each : usage_in.unasked()) out.unread.push_back("usage." + each);
  out.charge_micros = answer.charge_micros;
  out.steps = std::move(answer.steps);
  out.passed = out.differences.empty();
}

truth_verdict check_case(const catalog::node& of) {
  catalog::mistakes noted;
  catalog::fields in{of, noted};
  truth_verdict out;
  out.id = word_in(in, "id");
  out.note = word_in(in, "note");
  try {
    run_case(in, out);
  } catch (const std::overflow_error& why) {  // a number that no amount can be: this case's mistake, not the program's
    noted.add(of.at, why.what());
  }
  return noted.none() ? out : unreadable(std::move(out), noted);
}

}  // namespace

core::result<std::vector<truth_verdict>> check_truths(std::string_view json) {
  auto tree = catalog::parse_document(json);
  if (!tree) return truth_file_wrong.because(tree.error().detail());
  catalog::mistakes noted;
  std::vector<truth_verdict> out;
  if (const auto* tariff = tree->find("tariff")) {
    auto read = catalog::read_tariff(*tariff, noted);
    if (noted.none()) return check_truths(read);
  } else {
    catalog::fields in{*tree, noted};
    in.need("cases");
    for (const auto& each : in.list("cases")) out.push_back(check_case(each));
  }
  if (!noted.none()) return truth_file_wrong.because(noted.refusal().detail());
  return out;
}

core::result<void> expect_truths(const catalog::tariff& of) {
  for (const auto& each : check_truths(of))
    if (!each.passed) return truth_fails.because(told(each));
  return {};
}

std::string told(const truth_verdict& it) {
  auto out = fmt::format("{}{}{}", it.id, it.note.empty() ? "" : ": ", it.note);
  for (const auto& each : it.differences) out += "\n  " + each;
  for (const auto& each : it.steps)
    out += fmt::format("\n    {}{}: {}", each.title, each.amount_micros ? " " + core::micros_text(*each.amount_micros, 2) : "", each.detail);
  if (!it.unread.empty()) out += fmt::format("\n    not understood: {}", fmt::join(it.unread, ", "));
  return out;
}

}  // namespace billing
