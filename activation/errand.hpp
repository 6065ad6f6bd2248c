// One wish to the network on behalf of an order, carried out after the commit that made it. Doing it twice is doing it
// once, so whoever finds one unfinished may do it again.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "activation/network_port.hpp"
#include "activation/order.hpp"
#include "store/subscriber.hpp"

namespace activation {

enum class errand_action { switch_on, switch_off, give_number, take_number };
BOOST_DESCRIBE_ENUM(errand_action, switch_on, switch_off, give_number, take_number)

// waiting for the step before it -> due -> under_way -> done; back to due for another try; parked for a person;
// dropped when the order is given up.
enum class errand_state { waiting, due, under_way, done, parked, dropped };
BOOST_DESCRIBE_ENUM(errand_state, waiting, due, under_way, done, parked, dropped)

struct errand {
  int step;
  core::uuid errand_id;
  errand_action action;
  bool undoes;  // gives back what an earlier step did
  errand_state state;
  int tries;
  core::instant due_at;
  std::string reason;  // of the last try
};
BOOST_DESCRIBE_STRUCT(errand, (), (step, errand_id, action, undoes, state, tries, due_at, reason))

// What the network must be asked for, in this order. Fixed lines, and those for data alone, have no number.
std::vector<errand_action> steps_of(order_kind kind, bool has_number);
// What takes all of it back. `before`: the line's state, which the order has not changed yet.
std::vector<errand_action> steps_back(order_kind kind, bool has_number, store::subscriber_state before);

// What to do with an errand after a try.
struct retry_rules {
  int tries_max = 12;  // six minutes of a network that is away; then a person must look
  core::duration first_wait = std::chrono::seconds{1};  // doubles with every try
  core::duration longest_wait = std::chrono::minutes{1};
};
struct errand_outcome {
  errand_state state;     // done, due or parked
  core::instant due_at;   // of due
  std::string reason;
};
errand_outcome decide_outcome(const errand& tried, const network_answer& answer, core::instant now, const retry_rules& rules);

std::vector<errand> errands_of(db::tx& t, const service_order& order);
// Appends steps; the first of them is due at once when nothing of the order is under way.
void add_errands(db::tx& t, core::instant now, const service_order& order, const std::vector<errand_action>& steps, bool undoing,
                 bool begin);

}  // namespace activation
