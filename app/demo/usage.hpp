// What the demo's people do with their lines: the same calls for the same line and day, every time.
#pragma once

#include <string>
#include <vector>

#include "app/demo/town.hpp"
#include "bus/usage_sink.hpp"

namespace app::demo {

// Records that own their texts; views() is what the bus takes.
struct usage_note {
  std::string key, subscriber, other_party;
  bus::usage_service service;
  bus::usage_subscriber_kind kind;
  core::instant start;
  std::int64_t quantity;
};
std::vector<bus::usage_record> views(const std::vector<usage_note>& notes);

// One record of somebody who has the number (or, fixed, the login) at about `at`.
usage_note some_call(dice& d, const std::string& number, core::instant at, std::string key);
usage_note some_message(dice& d, const std::string& number, core::instant at, std::string key);
usage_note some_data(dice& d, const std::string& subscriber, bool fixed, unsigned megabytes, core::instant at, std::string key);

// Everything a line used on the day that begins at `midnight`, in the part of it in which the line was there.
void add_day(std::vector<usage_note>& to, const line& who, std::size_t number_of_line, const std::string& subscriber, core::instant midnight, core::instant now);

}  // namespace app::demo
