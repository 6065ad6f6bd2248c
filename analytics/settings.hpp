// What analytics must know of the operator. The program makes one from its configuration and gives it to every call.
#pragma once

#include "core/money.hpp"
#include "core/zone.hpp"

namespace analytics {

struct settings {
  core::zone operators_zone = core::zone::utc();            // a day begins at its midnight
  core::currency currency = *core::currency::parse("EUR");  // figures are in one; charges in another are left out and counted
  // What one step of a roll-up may take, so that it commits within a second.
  int days_a_step = 92;
  int moves_a_step = 20'000;
  int positions_a_step = 200;  // of each of billing's lanes
};

}  // namespace analytics
