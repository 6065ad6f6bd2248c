// What is asked of the network, in which order, and what becomes of an errand after a try.
#include "activation/errand.hpp"

#include "tests/catch.hpp"

using namespace activation;
using enum errand_action;
using enum network_outcome;

namespace {

const core::instant noon = *core::instant::parse("2026-03-02T12:00:00Z");

errand tried(int tries, errand_action action = switch_on) {
  errand out{};
  out.action = action;
  out.state = errand_state::under_way;
  out.tries = tries;
  return out;
}

}  // namespace

TEST_CASE("a line gets its number before its service, and loses its service before its number") {
  CHECK(steps_of(order_kind::activate_subscriber, true) == std::vector{give_number, switch_on});
  CHECK(steps_of(order_kind::terminate_subscriber, true) == std::vector{switch_off, take_number});
  CHECK(steps_of(order_kind::suspend_subscriber, true) == std::vector{switch_off});
  CHECK(steps_of(order_kind::resume_subscriber, true) == std::vector{switch_on});
}

TEST_CASE("giving back takes the line to where it was") {
  using store::subscriber_state;
  auto back = [](order_kind kind, subscriber_state before) { return steps_back(kind, true, before); };
  CHECK(back(order_kind::activate_subscriber, subscriber_state::pending_active) == std::vector{switch_off, take_number});
  CHECK(back(order_kind::terminate_subscriber, subscriber_state::active) == std::vector{give_number, switch_on});
  CHECK(back(order_kind::terminate_subscriber, subscriber_state::suspended) == std::vector{give_number});
  CHECK(back(order_kind::suspend_subscriber, subscriber_state::active) == std::vector{switch_on});
  CHECK(back(order_kind::resume_subscriber, subscriber_state::suspended) == std::vector{switch_off});
}

TEST_CASE("a line without a number is only switched on and off") {
  CHECK(steps_of(order_kind::activate_subscriber, false) == std::vector{switch_on});
  CHECK(steps_of(order_kind::terminate_subscriber, false) == std::vector{switch_off});
  CHECK(steps_back(order_kind::activate_subscriber, false, store::subscriber_state::pending_active) == std::vector{switch_off});
  CHECK(steps_back(order_kind::terminate_subscriber, false, store::subscriber_state::active) == std::vector{switch_on});
  CHECK(steps_back(order_kind::terminate_subscriber, false, store::subscriber_state::suspended).empty());
}

TEST_CASE("done is done, refused waits for a person") {
  CHECK(decide_outcome(tried(1), {done, {}}, noon, {}).state == errand_state::done);
  auto parked = decide_outcome(tried(1), {refused, "number_on_another_card"}, noon, {});
  CHECK(parked.state == errand_state::parked);
  CHECK(parked.reason == "number_on_another_card");
}

TEST_CASE("whatever failed or is unknown is tried again, each time later, and at last waits for a person") {
  retry_rules rules{4, std::chrono::seconds{1}, std::chrono::seconds{3}};
  for (auto outcome : {try_later, unknown}) {
    auto after = [&](int tries) { return decide_outcome(tried(tries), {outcome, "network_busy"}, noon, rules); };
    CHECK(after(1).state == errand_state::due);
    CHECK(after(1).due_at == noon + std::chrono::seconds{1});
    CHECK(after(2).due_at == noon + std::chrono::seconds{2});
    CHECK(after(3).due_at == noon + std::chrono::seconds{3});
    CHECK(after(4).state == errand_state::parked);
    CHECK(after(4).reason == "network_busy");
  }
}

TEST_CASE("a card the network does not know has nothing to take away, but nothing to give either") {
  CHECK(decide_outcome(tried(1, switch_off), {refused, "card_unknown"}, noon, {}).state == errand_state::done);
  CHECK(decide_outcome(tried(1, take_number), {refused, "card_unknown"}, noon, {}).state == errand_state::done);
  CHECK(decide_outcome(tried(1, switch_on), {refused, "card_unknown"}, noon, {}).state == errand_state::parked);
  CHECK(decide_outcome(tried(1, give_number), {refused, "card_unknown"}, noon, {}).state == errand_state::parked);
}
