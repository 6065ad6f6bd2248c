// What billing does when others speak: fees begin and end with lines. (The subscriber index follows the event log by
// itself; it is a cache.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/outbox.hpp"

namespace billing {

inline constexpr std::string_view consumer = "billing";  // under which the bus keeps our position

std::vector<std::string> topics();

// The same event twice changes nothing, also without the inbox. Throws when it cannot be acted on: the caller parks it.
void on_event(db::tx& t, const db::logged_event& what);

}  // namespace billing
