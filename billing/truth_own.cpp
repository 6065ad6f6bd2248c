// A tariff's own truth cases: usage of one line, one piece after the other, from a cycle in which nothing was used yet.
#include <fmt/format.h>

#include <map>

#include "billing/check_truths.hpp"
#include "billing/holdings.hpp"

namespace billing {
namespace {

// The buckets of one line in memory.
class small_ledger {
 public:
  explicit small_ledger(const compiled_tariff& by) : by_{by} {}

  explanation use(const usage_facts& it, core::instant since) {
    holder who{1, since, it.zone, 1};
    auto state = holdings_.look(by_, who, it.service, it.start, [this](std::int64_t bucket) { return levels_[bucket]; });
    auto out = explain(by_, it, state);
    for (const auto& each : holdings_.changes(out.answer)) levels_[each.bucket] += each.delta;
    return out;
  }

 private:
  const compiled_tariff& by_;
  holdings holdings_;
  std::map<std::int64_t, std::int64_t> levels_;
};

usage_facts facts_of(const catalog::truth::usage& it, std::map<std::string, civil_clock>& clocks) {
  usage_facts out;
  out.service = it.of;
  out.direction = it.way;
  out.start = it.start;
  out.quantity = it.quantity;
  out.amount_micros = it.amount_micros;
  out.other_party = it.other_party;
  out.is_number = !it.other_party.empty() && it.other_party.find_first_not_of("0123456789") == std::string::npos;
  out.network = it.network;
  out.on_net = it.on_net;
  auto zone = core::zone::find(it.zone).value_or(core::zone::utc());
  out.zone = &clocks.try_emplace(it.zone, zone).first->second;
  return out;
}

std::string price_text(const std::optional<std::int64_t>& micros) { return micros ? core::micros_text(*micros, 2) : "no price"; }

truth_verdict check(const compiled_tariff& by, const catalog::truth& it, std::map<std::string, civil_clock>& clocks) {
  truth_verdict out;
  out.id = it.name;
  small_ledger ledger{by};
  for (std::size_t i = 0; i < it.usages.size(); ++i) {
    auto told = ledger.use(facts_of(it.usages[i], clocks), it.usages.front().start);
    for (auto& step : told.steps) out.steps.push_back(std::move(step));
    auto is = told.answer.outcome == rating_outcome::rated ? std::optional{told.answer.charge_micros} : std::nullopt;
    out.charge_micros += is.value_or(0);
    if (is != it.charge_micros[i])
      out.differences.push_back(fmt::format("charge{}: expected {}, is {}", it.usages.size() == 1 ? "" : fmt::format(" {}", i + 1),
                                            price_text(it.charge_micros[i]), price_text(is)));
  }
  out.passed = out.differences.empty();
  return out;
}

}  // namespace

std::vector<truth_verdict> check_truths(const catalog::tariff& of) {
  std::vector<truth_verdict> out;
  std::int16_t last = 0;
  auto by = compiled_tariff::compile(of, number_buckets(of, [&](const std::string&) { return ++last; }));
  std::map<std::string, civil_clock> clocks;
  for (const auto& each : of.truths) out.push_back(check(*by, each, clocks));
  return out;
}

}  // namespace billing
