// Which errands an order needs, and what becomes of one after a try.
#include "activation/errand.hpp"

#include <algorithm>

#include "activation/activation_sql.hpp"

namespace activation {

using enum errand_action;

// The number before the service, so that the first element that serves the line hears of both. Off before the number
// goes: an element that still serves the line would be sent the old number once more.
std::vector<errand_action> steps_of(order_kind kind, bool has_number) {
  switch (kind) {
    case order_kind::activate_subscriber: return has_number ? std::vector{give_number, switch_on} : std::vector{switch_on};
    case order_kind::terminate_subscriber: return has_number ? std::vector{switch_off, take_number} : std::vector{switch_off};
    case order_kind::suspend_subscriber: return {switch_off};
    case order_kind::resume_subscriber: return {switch_on};
  }
  return {};
}

std::vector<errand_action> steps_back(order_kind kind, bool has_number, store::subscriber_state before) {
  switch (kind) {
    case order_kind::activate_subscriber: return steps_of(order_kind::terminate_subscriber, has_number);
    case order_kind::terminate_subscriber:
      if (before == store::subscriber_state::active) return steps_of(order_kind::activate_subscriber, has_number);
      return has_number ? std::vector{give_number} : std::vector<errand_action>{};
    case order_kind::suspend_subscriber: return {switch_on};
    case order_kind::resume_subscriber: return {switch_off};
  }
  return {};
}

namespace {

// A card the network does not know has no service and no number: whoever wanted them gone has what he wanted.
bool nothing_to_take(const errand& tried, const network_answer& answer) {
  bool takes = tried.action == switch_off || tried.action == take_number;
  return takes && answer.outcome == network_outcome::refused && answer.reason == "card_unknown";
}

core::duration wait_after(int tries, const retry_rules& rules) {
  auto wait = rules.first_wait;
  for (int i = 1; i < tries && wait < rules.longest_wait; ++i) wait *= 2;
  return std::min(wait, rules.longest_wait);
}

}  // namespace

errand_outcome decide_outcome(const errand& tried, const network_answer& answer, core::instant now, const retry_rules& rules) {
  if (answer.outcome == network_outcome::done || nothing_to_take(tried, answer)) return {errand_state::done, now, {}};
  if (answer.outcome == network_outcome::refused) return {errand_state::parked, now, answer.reason};
  if (tried.tries >= rules.tries_max) return {errand_state::parked, now, answer.reason};
  return {errand_state::due, now + wait_after(tried.tries, rules), answer.reason};
}

std::vector<errand> errands_of(db::tx& t, const service_order& order) {
  return t.all<errand>(sql::errands_of, order.customer_id, order.order_id);
}

void add_errands(db::tx& t, core::instant now, const service_order& order, const std::vector<errand_action>& steps, bool undoing,
                 bool begin) {
  auto step = static_cast<int>(errands_of(t, order).size());
  for (auto action : steps) {
    ++step;
    auto id = core::uuid::named("errand/" + order.order_id.text() + "/" + std::to_string(step));
    t.exec(sql::add_errand, order.customer_id, order.order_id, step, id, action, undoing,
           begin ? errand_state::due : errand_state::waiting, now);
    begin = false;
  }
}

}  // namespace activation
