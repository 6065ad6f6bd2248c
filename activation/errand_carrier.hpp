// Who brings an errand to the network: our own adapter at once, or an outside provisioning system that answers later.
#pragma once

#include <optional>

#include "activation/errand.hpp"

namespace activation {

// One errand in our hands until the lease ends.
struct taken_errand {
  core::customer_id customer_id;
  core::uuid order_id;
  int step;
  core::uuid errand_id;
  errand_action action;
  bool undoes;
  int tries;
  bool maybe_sent;  // by an earlier try whose outcome nobody knows
  core::instant leased_until;
  std::optional<core::imsi> imsi;
  std::optional<core::msisdn> msisdn;
  std::optional<std::string> login;
};
BOOST_DESCRIBE_STRUCT(taken_errand, (), (customer_id, order_id, step, errand_id, action, undoes, tries, maybe_sent, leased_until,
                                         imsi, msisdn, login))

class errand_carrier {
 public:
  virtual ~errand_carrier() = default;
  // Outside any transaction. Nothing: it is on its way, and its answer is recorded when it comes.
  virtual std::optional<network_answer> carry(const taken_errand& errand) = 0;
};

// To an adapter of this process. What the network throws is an unknown outcome. A line without a card has no element
// among ours: nothing has to be asked, and that is done at once.
class network_carrier final : public errand_carrier {
 public:
  explicit network_carrier(network_port& network) : network_{&network} {}
  std::optional<network_answer> carry(const taken_errand& errand) override;

 private:
  network_answer ask(const taken_errand& errand);
  network_port* network_;
};

// For an operator whose network is looked after elsewhere: everything is as wished already.
class no_network final : public network_port {
 public:
  network_answer load_card(const core::imsi&, const card_keys&) override { return {network_outcome::done, {}}; }
  network_answer switch_on(const core::imsi&) override { return {network_outcome::done, {}}; }
  network_answer switch_off(const core::imsi&) override { return {network_outcome::done, {}}; }
  network_answer give_number(const core::imsi&, const core::msisdn&) override { return {network_outcome::done, {}}; }
  network_answer take_number(const core::imsi&, const core::msisdn&) override { return {network_outcome::done, {}}; }
  std::optional<network_line> read_line(const core::imsi&) override { return std::nullopt; }
};

}  // namespace activation
