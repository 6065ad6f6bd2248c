// One contact with a person, in either direction (TMF683 PartyInteraction), written down while it happens.
#pragma once

#include <boost/describe/enum.hpp>
#include <string>

#include "care/clerk.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace care {

enum class interaction_channel { phone, shop, email, sms, app, letter };
BOOST_DESCRIBE_ENUM(interaction_channel, phone, shop, email, sms, app, letter)

enum class interaction_direction { inbound, outbound };
BOOST_DESCRIBE_ENUM(interaction_direction, inbound, outbound)

enum class interaction_reason { billing, network, offer, sim, complaint, other };
BOOST_DESCRIBE_ENUM(interaction_reason, billing, network, offer, sim, complaint, other)

struct new_interaction {
  core::uuid interaction_id;  // made by the caller
  core::subscriber_id subscriber;
  interaction_channel channel;
  interaction_direction direction;
  interaction_reason reason;
  std::string note;  // at most 4000 characters
};

// Writes it down and onto the timeline; says interaction_recorded. Refused: subscriber_unknown.
core::result<core::customer_id> record_interaction(db::tx& t, core::instant now, const clerk& by,
                                                   const new_interaction& what);

}  // namespace care
