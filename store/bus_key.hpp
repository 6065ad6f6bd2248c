// Which systems may speak on the bus: their CURVE public keys and rights. The secret half never comes here.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "db/tx.hpp"

namespace store {

struct bus_key {
  std::string public_key;  // 40 characters of Z85
  std::string name;        // of the system; it may have two keys while they are changed
  // `usage:SOURCE`, `events:CONSUMER`, `provisioning:SYSTEM`, `charging:ELEMENT`, `hints`; `*` as the name is any.
  std::vector<std::string> rights;
  core::instant added_at;
  std::optional<core::instant> revoked_at;
};
BOOST_DESCRIBE_STRUCT(bus_key, (), (public_key, name, rights, added_at, revoked_at))

// Refused: bus_key_unreadable, bus_key_name_unreadable, bus_right_unknown, bus_key_taken (it is, or was, somebody's).
core::result<void> add_bus_key(db::tx& t, core::instant now, const std::string& name, const std::string& public_key,
                               const std::vector<std::string>& rights);
// Every key of that name, or the one key; answers how many. Refused with bus_key_unknown when there is none in force.
core::result<int> revoke_bus_keys(db::tx& t, core::instant now, std::string_view name_or_key);
std::vector<bus_key> bus_keys(db::tx& t);  // all, by name, revoked ones too
std::vector<bus_key> bus_keys_in_force(db::tx& t);
std::optional<bus_key> find_bus_key(db::tx& t, std::string_view public_key);  // in force

bool is_bus_right(std::string_view right);

}  // namespace store
