// The few words a mapping has for an element whose layout is known.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/refusal.hpp"
#include "core/zone.hpp"

namespace cdr_files {

struct element_rules {
  core::zone zone = core::zone::utc();  // of times without an offset
  std::string subscriber;               // which of the element's fields names who is charged
  std::string subscriber_kind = "msisdn";
  std::string direction = "originated";
  std::string start_format;  // empty: the element's own; another where a file was saved again by something else
};

// start_zone, start_format, subscriber (one of `subscribers`; the first unless said), subscriber_kind, direction.
// Refused: mapping_wrong.
core::result<element_rules> read_element_rules(std::string_view toml, const core::zone& default_zone,
                                               std::initializer_list<std::string_view> subscribers);

}  // namespace cdr_files
