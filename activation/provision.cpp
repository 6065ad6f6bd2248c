// Take, carry out, record.
#include "activation/provision.hpp"

#include <exception>

#include "activation/activation_sql.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace activation {
namespace {

std::string name_of(network_outcome outcome) {
  switch (outcome) {
    case network_outcome::done: return "done";
    case network_outcome::refused: return "refused";
    case network_outcome::try_later: return "try_later";
    case network_outcome::unknown: return "unknown";
  }
  return {};
}

network_answer ask(network_port& network, const taken_errand& errand) {
  if (!errand.imsi) return {network_outcome::refused, "errand_without_card"};
  bool about_number = errand.action == errand_action::give_number || errand.action == errand_action::take_number;
  if (about_number && !errand.msisdn) return {network_outcome::refused, "errand_without_number"};
  switch (errand.action) {
    case errand_action::switch_on: return network.switch_on(*errand.imsi);
    case errand_action::switch_off: return network.switch_off(*errand.imsi);
    case errand_action::give_number: return network.give_number(*errand.imsi, *errand.msisdn);
    case errand_action::take_number: return network.take_number(*errand.imsi, *errand.msisdn);
  }
  return {network_outcome::refused, "errand_of_no_kind"};
}

// The next step, or the end of the order.
void go_on(db::tx& t, core::instant now, service_order& order, const provision_config& config) {
  if (t.change(sql::next_errand_due, order.customer_id, order.order_id, now) > 0) return;
  if (order.state == order_state::releasing)
    finish_release(t, now, order);
  else
    complete_order(t, now, order, config.stock);
}

}  // namespace

std::vector<taken_errand> take_due_errands(db::tx& t, core::instant now, const provision_config& config) {
  return t.all<taken_errand>(sql::take_due_errands, now, config.worker, now + config.lease, config.at_once);
}

network_answer carry_out(network_port& network, const taken_errand& errand) {
  try {
    return ask(network, errand);
  } catch (const std::exception& what) {
    core::log::warn("room=activation errand={} action={} threw: {}", errand.errand_id.text(), db::text<errand_action>::to(errand.action),
                    what.what());
    return {network_outcome::unknown, "network_failed"};
  }
}

bool record_outcome(db::tx& t, core::instant now, const taken_errand& taken, const network_answer& answer,
                    const provision_config& config) {
  auto order = lock_order(t, taken.order_id);
  auto errand = t.find<activation::errand>(sql::lock_leased_errand, taken.customer_id, taken.order_id, taken.step, config.worker,
                                           taken.leased_until);
  if (!order || !errand) return false;
  auto outcome = decide_outcome(*errand, answer, now, config.retry);
  // Given up while this was under way: whatever it did is taken back next.
  bool given_up = order->state == order_state::releasing && !errand->undoes;
  if (given_up) outcome.state = errand_state::dropped;
  t.exec(sql::settle_errand, taken.customer_id, taken.order_id, taken.step, outcome.state, outcome.reason, outcome.due_at);
  if (outcome.state == errand_state::parked)
    park_order(t, now, *order, outcome.reason);
  else if (outcome.state != errand_state::due)
    go_on(t, now, *order, config);
  return true;
}

std::int64_t provisioner::resume(core::instant now) {
  return room_.transact([&](db::tx& t) { return t.change(sql::resume_errands, config_.worker, now); });
}

std::size_t provisioner::run_due(core::instant now) {
  auto taken = room_.transact([&](db::tx& t) { return take_due_errands(t, now, config_); });
  for (const auto& each : taken) {
    auto answer = carry_out(*network_, each);
    auto counted = room_.transact([&](db::tx& t) { return record_outcome(t, now, each, answer, config_); });
    auto action = db::text<errand_action>::to(each.action);
    core::count("abonent_activation_errands_total", "Errands carried to the network, by what came back.",
                {{"action", action}, {"outcome", counted ? name_of(answer.outcome) : "too_late"}});
    core::log::info("room=activation errand={} action={} try={} outcome={} reason={}", each.errand_id.text(), action, each.tries,
                    name_of(answer.outcome), answer.reason);
  }
  return taken.size();
}

}  // namespace activation
