// A network in memory that misbehaves when a test asks it to: it refuses, fails before or after the effect, or throws.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "activation/network_port.hpp"

namespace tests {

enum class fault { none, refuse, fail_before, lose_answer, throw_after, throw_before };

class scripted_network final : public activation::network_port {
 public:
  struct line {
    bool on = false;
    std::string msisdn;
    int switched_on = 0;  // how often service really went on
  };

  // Happens to the next wishes, one each; then all is well again.
  void next(std::initializer_list<fault> faults) {
    std::lock_guard lock{guard_};
    faults_.assign(faults);
  }
  // Happens to every wish until told otherwise.
  void always(fault what) {
    std::lock_guard lock{guard_};
    always_ = what;
  }
  void add_card(const core::imsi& card) {
    std::lock_guard lock{guard_};
    lines_[std::string{card.digits()}];
  }
  void lose_card(const core::imsi& card) {
    std::lock_guard lock{guard_};
    lines_.erase(std::string{card.digits()});
  }
  line at(const core::imsi& card) {
    std::lock_guard lock{guard_};
    return lines_.at(std::string{card.digits()});
  }
  std::map<std::string, line> all() {
    std::lock_guard lock{guard_};
    return lines_;
  }
  int wishes() {  // about lines; loading cards is not counted
    std::lock_guard lock{guard_};
    return wishes_;
  }

  activation::network_answer load_card(const core::imsi& card, const activation::card_keys& keys) override {
    last_ki = keys.ki.hex();
    return wish(card, false, [&] { lines_[std::string{card.digits()}]; });
  }
  activation::network_answer switch_on(const core::imsi& card) override {
    return wish(card, true, [&] {
      auto& it = lines_.at(std::string{card.digits()});
      if (!it.on) ++it.switched_on;
      it.on = true;
    });
  }
  activation::network_answer switch_off(const core::imsi& card) override {
    return wish(card, true, [&] { lines_.at(std::string{card.digits()}).on = false; });
  }
  activation::network_answer give_number(const core::imsi& card, const core::msisdn& number) override {
    return wish(card, true, [&] { lines_.at(std::string{card.digits()}).msisdn = number.digits(); });
  }
  activation::network_answer take_number(const core::imsi& card, const core::msisdn& number) override {
    return wish(card, true, [&] {
      auto& it = lines_.at(std::string{card.digits()});
      if (it.msisdn == number.digits()) it.msisdn.clear();
    });
  }
  std::optional<activation::network_line> read_line(const core::imsi& card) override {
    std::lock_guard lock{guard_};
    auto it = lines_.find(std::string{card.digits()});
    if (it == lines_.end()) return std::nullopt;
    return activation::network_line{it->second.on, it->second.on, it->second.msisdn, false};
  }

  std::string last_ki;

 private:
  template <class Effect>
  activation::network_answer wish(const core::imsi& card, bool needs_card, Effect effect) {
    using activation::network_outcome;
    std::lock_guard lock{guard_};
    if (needs_card) ++wishes_;
    auto what = always_;
    if (!faults_.empty()) {
      what = faults_.front();
      faults_.pop_front();
    }
    if (what == fault::refuse) return {network_outcome::refused, "not_in_this_network"};
    if (what == fault::fail_before) return {network_outcome::try_later, "network_busy"};
    if (what == fault::throw_before) throw std::runtime_error{"the network is on fire"};
    if (needs_card && !lines_.contains(std::string{card.digits()})) return {network_outcome::refused, "card_unknown"};
    effect();
    if (what == fault::lose_answer) return {network_outcome::unknown, "answer_lost"};
    if (what == fault::throw_after) throw std::runtime_error{"the connection broke"};
    return {network_outcome::done, {}};
  }

  std::mutex guard_;
  std::deque<fault> faults_;
  fault always_ = fault::none;
  std::map<std::string, line> lines_;
  int wishes_ = 0;
};

}  // namespace tests
