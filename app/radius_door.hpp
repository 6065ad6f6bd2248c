// The RADIUS accounting server of this process, from its configuration.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/radius/server.hpp"
#include "app/bus_door.hpp"
#include "app/config.hpp"

namespace app {

// The clients file: [[client]] with `name`, `address` (or a network) and `secret_file` or `secret_env`.
// Throws std::runtime_error: `FILE:LINE:COLUMN: what is wrong and what would be right`.
std::vector<radius::client> read_radius_clients(const std::filesystem::path& file);

std::unique_ptr<radius::server> open_radius(const config::radius_section& with, bus_door& door, const std::string& usage, const core::clock& clock);

}  // namespace app
