// Carries errands to the network after the commit that made them: takes due ones, asks, records what came back. Any
// step may be the last one of this process; whoever comes next finds the errand under way and does it again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activation/errand.hpp"
#include "activation/settle_order.hpp"
#include "db/database.hpp"

namespace activation {

struct provision_config {
  std::string worker = "abonent";  // unique among running programs; a restarted one takes up what it had under way
  core::duration lease = std::chrono::minutes{1};  // longer than `at_once` errands take at the network's worst
  std::size_t at_once = 4;
  retry_rules retry;
  stock_rules stock;
};

// One errand in our hands until the lease ends.
struct taken_errand {
  core::customer_id customer_id;
  core::uuid order_id;
  int step;
  core::uuid errand_id;
  errand_action action;
  bool undoes;
  int tries;
  core::instant leased_until;
  std::optional<core::imsi> imsi;
  std::optional<core::msisdn> msisdn;
  std::optional<std::string> login;
};
BOOST_DESCRIBE_STRUCT(taken_errand, (), (customer_id, order_id, step, errand_id, action, undoes, tries, leased_until, imsi, msisdn,
                                         login))

std::vector<taken_errand> take_due_errands(db::tx& t, core::instant now, const provision_config& config);
// Outside any transaction. Whatever the network throws is an unknown outcome.
network_answer carry_out(network_port& network, const taken_errand& errand);
// False: the lease had ended and another has the errand, so this answer counts for nothing.
bool record_outcome(db::tx& t, core::instant now, const taken_errand& errand, const network_answer& answer,
                    const provision_config& config);

class provisioner {
 public:
  provisioner(db::access room, network_port& network, provision_config config)
      : room_{room}, network_{&network}, config_{std::move(config)} {}

  // Once, at start: what a killed program of this name had under way is due again at once.
  std::int64_t resume(core::instant now);
  // Everything that is due now, once; answers how many errands were carried. Next steps are due at once: call again.
  std::size_t run_due(core::instant now);

 private:
  db::access room_;
  network_port* network_;
  provision_config config_;
};

}  // namespace activation
