// Take, carry out, record.
#include "activation/provision.hpp"

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

namespace {

void settle(db::tx& t, core::instant now, service_order& order, const errand& tried, const network_answer& answer,
            const provision_config& config) {
  auto outcome = decide_outcome(tried, answer, now, config.retry);
  // Given up while this was under way: whatever it did is taken back next.
  bool given_up = order.state == order_state::releasing && !tried.undoes;
  if (given_up) outcome.state = errand_state::dropped;
  t.exec(sql::settle_errand, order.customer_id, order.order_id, tried.step, outcome.state, outcome.reason, outcome.due_at,
         answer.outcome == network_outcome::unknown);
  if (outcome.state == errand_state::parked)
    park_order(t, now, order, outcome.reason);
  else if (outcome.state != errand_state::due)
    go_on(t, now, order, config);
}

}  // namespace

bool record_outcome(db::tx& t, core::instant now, const taken_errand& taken, const network_answer& answer,
                    const provision_config& config) {
  auto order = lock_order(t, taken.order_id);
  auto tried = t.find<errand>(sql::lock_leased_errand, taken.customer_id, taken.order_id, taken.step, config.worker,
                              taken.leased_until);
  if (!order || !tried) return false;
  settle(t, now, *order, *tried, answer, config);
  return true;
}

bool record_outcome(db::tx& t, core::instant now, const core::uuid& errand_id, const network_answer& answer,
                    const provision_config& config) {
  auto order_id = t.find<core::uuid>(sql::find_order_of_errand, errand_id);
  if (!order_id) return false;
  auto order = lock_order(t, *order_id);
  if (!order) return false;
  auto tried = t.find<errand>(sql::lock_open_errand, order->customer_id, order->order_id, errand_id);
  if (!tried) return false;
  settle(t, now, *order, *tried, answer, config);
  return true;
}

std::int64_t hurry_errands(db::tx& t, core::instant now) { return t.change(sql::hurry_errands, now); }

std::int64_t provisioner::resume(core::instant now) {
  return room_.transact([&](db::tx& t) { return t.change(sql::resume_errands, config_.worker, now); });
}

std::size_t provisioner::run_due(core::instant now) {
  auto taken = room_.transact([&](db::tx& t) { return take_due_errands(t, now, config_); });
  for (const auto& each : taken) {
    auto answer = carrier_->carry(each);
    bool counts = !answer || room_.transact([&](db::tx& t) { return record_outcome(t, now, each, *answer, config_); });
    auto action = db::text<errand_action>::to(each.action);
    auto outcome = !answer ? "on_its_way" : counts ? name_of(answer->outcome) : "too_late";
    core::count("abonent_activation_errands_total", "Errands carried to the network, by what came back.",
                {{"action", action}, {"outcome", outcome}});
    core::log::info("room=activation errand={} action={} try={} outcome={} reason={}", each.errand_id.text(), action, each.tries,
                    outcome, answer ? answer->reason : "");
  }
  return taken.size();
}

}  // namespace activation
