// The life of an order.
#include "activation/order.hpp"

#include "activation/mend_order.hpp"
#include "activation/refusals.hpp"
#include "tests/catch.hpp"

using namespace activation;
using enum order_state;

namespace {

constexpr order_state every[] = {acknowledged, in_progress, held, releasing, completed, failed, cancelled};

service_order in(order_state state, std::optional<order_state> ends_as = {}) {
  service_order out{};
  out.state = state;
  out.ends_as = ends_as;
  return out;
}

}  // namespace

TEST_CASE("a finished order never moves again") {
  for (auto from : {completed, failed, cancelled}) {
    CHECK(is_finished(from));
    for (auto to : every) CHECK_FALSE(may_move(from, to));
  }
}

TEST_CASE("an order goes its way, waits for a person, and is given back only through the network") {
  CHECK(may_move(acknowledged, in_progress));
  CHECK(may_move(in_progress, completed));
  CHECK(may_move(in_progress, held));
  CHECK(may_move(held, in_progress));
  CHECK(may_move(held, releasing));
  CHECK(may_move(releasing, held));
  CHECK(may_move(releasing, failed));
  CHECK_FALSE(may_move(held, completed));
  CHECK_FALSE(may_move(held, failed));
  CHECK_FALSE(may_move(in_progress, cancelled));
  CHECK_FALSE(may_move(releasing, completed));
  CHECK_FALSE(may_move(releasing, in_progress));
}

TEST_CASE("only an order that waits is tried again, in the direction it was going") {
  CHECK(decide_retry(in(held)).value() == in_progress);
  CHECK(decide_retry(in(held, failed)).value() == releasing);
  for (auto state : {acknowledged, in_progress, releasing, completed, failed, cancelled})
    CHECK(decide_retry(in(state)).error() == order_not_held);
}

TEST_CASE("what was held fails, what was going well is cancelled, what is finished stays") {
  CHECK(decide_release(in(held)).value() == failed);
  CHECK(decide_release(in(acknowledged)).value() == cancelled);
  CHECK(decide_release(in(in_progress)).value() == cancelled);
  CHECK(decide_release(in(held, cancelled)).value() == cancelled);
  for (auto state : {completed, failed, cancelled}) CHECK(decide_release(in(state)).error() == order_finished);
}
