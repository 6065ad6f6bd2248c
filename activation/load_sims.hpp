// Brings SIM cards into stock: the keys go straight to the network, with service off, and only what is printed on the
// card stays here. The file may be loaded again at any time; what is in stock already is not sent to the network.
#pragma once

#include <istream>

#include "activation/load_report.hpp"
#include "activation/network_port.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/database.hpp"

namespace activation {

// Stops early when the network cannot be reached; everything before that is in stock. Refusal: sim_file_without_columns.
core::result<load_report> load_sims(db::access room, network_port& network, core::instant now, std::istream& file);

}  // namespace activation
