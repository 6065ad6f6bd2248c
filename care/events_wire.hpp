// What the desk says on the bus: domain words in, a db::event with its serialised sentence out.
#pragma once

#include <string>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/outbox.hpp"

namespace care {

db::event interaction_recorded(core::instant at, core::customer_id customer, const core::uuid& interaction,
                               const std::string& channel, const std::string& reason);
db::event complaint_opened(core::instant at, core::customer_id customer, const core::uuid& complaint,
                           const std::string& about);
db::event complaint_closed(core::instant at, core::customer_id customer, const core::uuid& complaint,
                           const std::string& outcome);

}  // namespace care
