// Carries errands to the network after the commit that made them: takes due ones, asks, records what came back. Any
// step may be the last one of this process; whoever comes next finds the errand under way and does it again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activation/errand_carrier.hpp"
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

std::vector<taken_errand> take_due_errands(db::tx& t, core::instant now, const provision_config& config);
// False: the lease had ended and another has the errand, so this answer counts for nothing.
bool record_outcome(db::tx& t, core::instant now, const taken_errand& errand, const network_answer& answer,
                    const provision_config& config);
// What an outside system says of an errand, whenever it says it: counts while the errand is neither settled nor parked.
bool record_outcome(db::tx& t, core::instant now, const core::uuid& errand_id, const network_answer& answer,
                    const provision_config& config);
// An outside system is there again: what waits for another try, or for its answer, is due now.
std::int64_t hurry_errands(db::tx& t, core::instant now);

class provisioner {
 public:
  provisioner(db::access room, errand_carrier& carrier, provision_config config)
      : room_{room}, carrier_{&carrier}, config_{std::move(config)} {}

  // Once, at start: what a killed program of this name had under way is due again at once.
  std::int64_t resume(core::instant now);
  // Everything that is due now, once; answers how many errands were carried. Next steps are due at once: call again.
  std::size_t run_due(core::instant now);

 private:
  db::access room_;
  errand_carrier* carrier_;
  provision_config config_;
};

}  // namespace activation
