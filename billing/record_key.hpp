// What makes two records the same one: the source and the key it gave. Kept as 128 bits of BLAKE2b.
#pragma once

#include <string_view>

#include "bus/usage_sink.hpp"
#include "core/uuid.hpp"

namespace billing {

// `raw` is the batch's bytes: a record without a key is known by its own.
core::uuid record_key(std::string_view source, const bus::usage_record& record, std::string_view raw);

}  // namespace billing
