// The sink that hears the walk and writes sentences. Shown amounts always add up to the charge.
#include "billing/explain.hpp"

#include <fmt/format.h>

#include "billing/rate_walk.hpp"
#include "catalog/quantity.hpp"
#include "core/assert.hpp"

namespace billing {
namespace {

using catalog::quantity_text;

constexpr std::string_view weekday_names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                              "Thursday", "Friday", "Saturday"};

std::string_view mode_words(core::rounding mode) {
  switch (mode) {
    case core::rounding::up:
      return "up";
    case core::rounding::down:
      return "down";
    case core::rounding::half_up:
      return "half up";
    case core::rounding::half_even:
      return "half to even";
  }
  ABONENT_ASSERT(false);
}

class narrator {
 public:
  narrator(const compiled_tariff& by, const usage_facts& usage) : by_{by}, usage_{usage} {}

  void found(const compiled_tariff::section& in, const compiled_tariff::place& where) {
    decimals_ = in.source->unit_decimals;
    const auto& to = *where.source;
    say("Destination", fmt::format("{}: {}.", to.label, why_there(to)));
    if (to.zero_rated) say("Zero-rated", fmt::format("Usage of {} is free and counts nowhere.", to.label));
    else if (where.plan != compiled_tariff::no_plan) say("Time", when());
  }
  void covered(const used_allowance& used, std::int64_t left) {
    const auto& source = by_.source().allowances[used.which];
    auto text = [&](std::int64_t it) { return source.is_money ? money(it) : quantity(it); };
    allowance_ = source.label;
    say(source.label, fmt::format("{} of the {} left in it {} used up.", text(used.amount), text(left), used.amount == 1 ? "is" : "are"));
  }
  void connect_fee(const compiled_tariff::section&, const compiled_tariff::priced& price) {
    if (price.connect_fee_micros == 0) return;
    add("Connect fee", fmt::format("{} once, at the beginning.", money(price.connect_fee_micros)),
        price.connect_fee_micros);
  }
  void increments(const compiled_tariff::section& in, const compiled_tariff::priced& price,
                  const compiled_tariff::step& step, std::int64_t from, std::int64_t count) {
    if (last_.step == &step && last_.price == &price) {  // midnight passed and nothing changed
      last_.count += count;
      return;
    }
    tell_increments();
    last_ = {&in, &price, &step, from, count};
  }
  void tier(const compiled_tariff::section& in, const compiled_tariff::priced& price, std::uint32_t which,
            std::int64_t units, std::int64_t blocks, bool flat) {
    const auto& source = price.source->tiers[which];
    auto range = source.up_to ? fmt::format("the tier up to {}", quantity(*source.up_to)) : std::string{"the last tier"};
    auto each = source.block == 1 ? "" : fmt::format("{} started block{} of {} ", blocks, blocks == 1 ? "" : "s", quantity(source.block));
    if (units != 0)
      add("Tier", fmt::format("{} in {}: {}at {} per {}.", quantity(units), range, each, money(source.price_micros), quantity(source.per)),
          shown_exactly(by_.tier_at(price.first + which).charge * blocks, in));
    if (flat && source.flat_micros != 0) add("Flat fee", fmt::format("{} once, of {}.", money(source.flat_micros), range), source.flat_micros);
  }
  void shared(const compiled_tariff::section& in, const compiled_tariff::priced& price, std::int64_t free, core::int128 exact) {
    const auto& rule = *price.source->of_amount;
    if (free > 0) say("Free", fmt::format("{} of {} are free.", money(free), money(usage_.amount_micros)));
    add("Share", fmt::format("{} of {} parts of {}{}.", rule.numerator, rule.denominator, money(usage_.amount_micros - free),
                             rule.fee_micros == 0 ? "" : fmt::format(" and a fee of {}", money(rule.fee_micros))),
        shown_exactly(exact, in));
  }
  void adjusted(const compiled_tariff::section& in, adjustment why, core::int128 exact) {
    tell_increments();
    adjusted(why, shown_exactly(exact, in));
  }
  void rounded(const compiled_tariff::priced& by, std::int64_t charge) {
    tell_increments();
    if (charge != shown_)
      add("Rounding", fmt::format("The charge is rounded {} to {} decimals, to {}.", mode_words(by.mode), by.decimals, money(charge)),
          charge - shown_);
  }
  void adjusted(adjustment why, std::int64_t difference) {
    auto after = money(shown_ + difference);
    switch (why) {
      case adjustment::free_after: return add("Cap", fmt::format("At {} the rest of it is free.", after), difference);
      case adjustment::charged_before:
        return add("Charged before", fmt::format("{} of that total is charged already.", money(-difference)), difference);
      case adjustment::part_of_cycle:
        return add("Part of the cycle",
                   fmt::format("{} of {} parts of it are paid.", usage_.part_numerator, usage_.part_denominator), difference);
      case adjustment::least_of_usage: return add("Least", fmt::format("Usage like this costs at least {}.", after), difference);
      case adjustment::most_of_usage: return add("Cap", fmt::format("Usage like this never costs more than {}.", after), difference);
      case adjustment::most_of_cycle:
        return add("Cap", fmt::format("This cycle's usage costs no more than {}.", money(by_.source().most_a_cycle_micros.value_or(0))), difference);
      case adjustment::paid_by_allowance: return add("Paid for", fmt::format("{} comes out of {}.", money(-difference), allowance_), difference);
    }
  }

  std::vector<explained_step> finish(const rated& answer) {
    bool charged = answer.outcome == rating_outcome::rated;
    if (!charged)
      for (auto& each : steps_) each.amount_micros.reset();  // they would add up to what nobody is charged
    say(charged ? "Charge" : "Not charged", verdict(answer));
    return std::move(steps_);
  }

 private:
  struct run_of_increments {
    const compiled_tariff::section* in = nullptr;
    const compiled_tariff::priced* price = nullptr;
    const compiled_tariff::step* step = nullptr;
    std::int64_t from = 0, count = 0;
  };

  void say(std::string title, std::string detail) { steps_.push_back({std::move(title), std::move(detail), {}}); }
  void add(std::string title, std::string detail, std::int64_t micros) {
    steps_.push_back({std::move(title), std::move(detail), micros});
    shown_ += micros;
  }
  [[nodiscard]] std::string money(std::int64_t micros) const {
    return core::money{micros, by_.source().currency}.text();
  }
  [[nodiscard]] std::string quantity(std::int64_t units) const { return quantity_text(units, usage_.service, decimals_); }
  [[nodiscard]] static std::int64_t shown_exactly(core::int128 exact, const compiled_tariff::section& in) {
    return core::divide(exact, in.denominator, core::rounding::half_even);
  }

  [[nodiscard]] std::string why_there(const catalog::destination& to) const {
    for (const auto& name : to.names)
      if (name == usage_.other_party) return fmt::format("{} is listed there by name", name);
    if (to.on_net && usage_.on_net) return "the other number is in our own network";
    const std::string* longest = nullptr;
    for (const auto& prefix : to.prefixes)
      if (usage_.is_number && usage_.other_party.starts_with(prefix) && (!longest || prefix.size() > longest->size())) longest = &prefix;
    if (!longest) return "it is for everything no other destination names";
    return fmt::format("the {} begins with {}",
                       usage_.direction == catalog::direction::originated ? "number called" : "caller's number",
                       *longest);
  }

  [[nodiscard]] std::string when() const {
    const auto& zone = usage_.zone->zone();
    auto local = std::chrono::floor<std::chrono::seconds>(zone.to_local(usage_.start));
    auto day = std::chrono::floor<std::chrono::days>(local);
    std::chrono::hh_mm_ss clock{local - day};
    return fmt::format("It began on {} {} at {:02}:{:02}:{:02}, {} time.",
                       weekday_names[std::chrono::weekday{day}.c_encoding()], core::date_text(core::civil_date{day}),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(), zone.name());
  }

  [[nodiscard]] std::string title_of(const catalog::price& price) const {
    for (const auto& band : by_.source().bands)
      if (band.code == price.band) return band.label;
    return "Usage";
  }

  void tell_increments() {
    if (!last_.step) return;
    const auto& run = last_;
    const auto& source =
        run.price->source->steps[static_cast<std::size_t>(run.step - &by_.step_at(run.price->first))];
    auto text = fmt::format("{} from {} on: {} increment{} of {} at {} per {}", quantity(run.count * source.increment),
                            run.from == 0 ? "the beginning" : quantity(run.from), run.count, run.count == 1 ? "" : "s",
                            quantity(source.increment), money(source.price_micros), quantity(source.per));
    if (const auto& rule = run.in->source->increment_rounding)
      text += fmt::format(", each increment rounded {} to {} decimals", mode_words(rule->mode), rule->decimals);
    add(title_of(*run.price->source), text + ".", shown_exactly(run.step->charge * run.count, *run.in));
    last_ = {};
  }

  [[nodiscard]] std::string verdict(const rated& answer) const {
    switch (answer.outcome) {
      case rating_outcome::rated:
        if (usage_.quantity == 0) return "Nothing was used, so nothing is charged.";
        return fmt::format("{} for {} used, {} billed{}.", money(answer.charge_micros), quantity(usage_.quantity), quantity(answer.billed_quantity),
                           answer.covered_quantity == 0 ? "" : fmt::format(", {} out of allowances", quantity(answer.covered_quantity)));
      case rating_outcome::no_section:
        return fmt::format("The tariff {} has no price for {} {} {}.", by_.source().name, name_of(usage_.direction),
                           name_of(usage_.service), usage_.network.empty() ? "at home" : "in that network");
      case rating_outcome::no_destination:
        return fmt::format("No destination of the tariff {} fits.", by_.source().name);
      case rating_outcome::no_price_then:
        return fmt::format("The tariff {} has no price for some of that time.", by_.source().name);
      case rating_outcome::out_of_range:
        return "The quantity or the charge is out of range: the record is most likely broken.";
    }
    ABONENT_ASSERT(false);
  }

  const compiled_tariff& by_;
  const usage_facts& usage_;
  std::vector<explained_step> steps_;
  run_of_increments last_;
  std::int64_t shown_ = 0;
  int decimals_ = 0;       // of a quantity
  std::string allowance_;  // the last that was used
};

}  // namespace

explanation explain(const compiled_tariff& by, const usage_facts& usage, const rating_state& state) {
  narrator listener{by, usage};
  auto answer = walk(by, usage, state, listener);
  return {answer, listener.finish(answer)};
}

}  // namespace billing
