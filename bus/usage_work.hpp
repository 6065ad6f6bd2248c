// One batch through the sink: read, applied, and after three failures parked. The worker loop's edge: what is thrown
// below ends here.
#pragma once

#include <optional>
#include <vector>

#include "bus/usage_sink.hpp"
#include "bus/usage_wire.hpp"

namespace bus {

usage_answer refused_answer(const core::refusal& why);
usage_answer apply_usage(usage_sink& sink, const unread_batch& batch, std::vector<usage_record>& records);
std::optional<usage_standing> find_standing(usage_sink& sink, std::string_view source);  // nothing: cannot be told now

}  // namespace bus
