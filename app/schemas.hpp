// The rooms that own tables, in the order they migrate: what stands below comes first.
#pragma once

#include <span>

#include "db/migrate.hpp"

namespace app {
std::span<const db::room_schema* const> schemas();
}
