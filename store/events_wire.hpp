// What the store says on the bus: domain words in, a db::event with its serialised sentence out.
#pragma once

#include <string>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "db/outbox.hpp"

namespace store {

db::event customer_created(core::instant at, core::customer_id customer, const std::string& language,
                           const std::string& segment);

}  // namespace store
