// What analytics does when others speak: it writes down what happened to lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/outbox.hpp"

namespace analytics {

inline constexpr std::string_view consumer = "analytics";  // under which the bus keeps our position

// subscriber_activated, subscriber_terminated, offering_changed; every other topic is passed over.
std::vector<std::string> topics();

// The same event twice is written once, also without the inbox. Lines of self-tests are passed over. Throws when the
// payload is not the message its topic names: the caller parks it.
void on_event(db::tx& t, const db::logged_event& what);

}  // namespace analytics
