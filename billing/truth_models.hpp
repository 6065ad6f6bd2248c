// The ways a truth case may describe a tariff, each turned into one of ours and rated by the one rating there is.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "billing/decimal.hpp"
#include "billing/explain.hpp"
#include "catalog/fields.hpp"

namespace billing {

struct truth_answer {
  std::string refusal;  // why there is no charge; empty: there is one
  std::int64_t charge_micros = 0;
  struct event {
    std::int64_t charge_micros = 0;
    bool in_money = false;               // paid by an allowance of money: its units are not told apart
    std::int64_t covered = 0, over = 0;  // in whole numbers of 10^-decimals units
  };
  std::vector<event> events;
  std::optional<std::int64_t> reserved_micros, balance_after_micros, granted;
  int decimals = 0;  // of quantities
  std::vector<explained_step> steps;
};

// Fields of a case, read as decimals; what is wrong is noted with its line.
decimal number_in(catalog::fields& in, std::string_view name);
decimal number_in(catalog::fields& in, std::string_view name, decimal otherwise);
std::vector<decimal> numbers_in(catalog::fields& in, std::string_view name);
core::rounding rounding_in(catalog::fields& in, std::string_view name);
std::string word_in(catalog::fields& in, std::string_view name);  // an id may be a number; absent: empty
int decimals_of(const std::vector<decimal>& quantities);  // that make all of them whole
const civil_clock& clock_in(catalog::fields& usage);       // of its `zone`, UTC else

// A tariff of one section for a case to fill.
catalog::tariff case_tariff(catalog::service of, int unit_decimals);
catalog::destination case_destination(std::string code, std::vector<catalog::price> prices);
bool is_dialled(std::string_view other_party);  // digits and what else a keypad has

// Usage after usage by one tariff, each explained; what they leave behind is kept.
class case_rating {
 public:
  explicit case_rating(catalog::tariff by) : by_{compiled_tariff::compile(std::move(by))}, counters_(by_->counter_slots()) {}

  rated use(const usage_facts& it);
  void settle();  // the cycle ends
  void count_before(std::int64_t quantity);                  // already in the first counter
  void spend_before(std::int64_t micros) { spent_ = micros; }
  void hold(std::vector<held_allowance> held) { held_ = std::move(held); }

  [[nodiscard]] const compiled_tariff& by() const { return *by_; }
  [[nodiscard]] rating_state state() const { return {held_, counters_, spent_}; }
  [[nodiscard]] std::int64_t charged() const { return charged_; }
  // An answer with everything so far in it.
  [[nodiscard]] truth_answer answer() const;

 private:
  std::shared_ptr<const compiled_tariff> by_;
  std::vector<held_allowance> held_;
  std::vector<std::int64_t> counters_;
  std::int64_t spent_ = 0, charged_ = 0;
  std::string refusal_;
  std::vector<explained_step> steps_;
};

using truth_model = truth_answer (*)(catalog::fields& tariff, catalog::fields& usage);
truth_model find_truth_model(std::string_view name);  // null: there is no such

truth_answer rate_increments(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_graduated(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_volume(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_blocks(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_package(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_per_unit(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_share(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_months(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_prepaid_units(catalog::fields& tariff, catalog::fields& usage);
truth_answer rate_with_allowances(catalog::fields& tariff, catalog::fields& usage);

}  // namespace billing
