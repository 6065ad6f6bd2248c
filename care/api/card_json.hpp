// The subscriber card and its parts as the console reads them.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "care/subscriber_card.hpp"

namespace care {

boost::json::object json_of_card(const subscriber_card& card, std::size_t timeline_rows);
// {"timeline": [...], "timelineNext": cursor or null}; there is a next page when this one is full.
boost::json::object json_of_timeline(const std::vector<store::timeline_entry>& page, std::size_t limit);

// Where a page of the timeline ended: opaque to whoever sends it back.
std::string cursor_of(const store::timeline_entry& last);
std::optional<store::timeline_key> read_cursor(std::string_view cursor);

}  // namespace care
