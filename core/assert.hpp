// An assertion that stays on in release: what it guards is a programmer's error, never a user's input.
#pragma once

#include <string_view>

namespace core {
[[noreturn]] void assertion_failed(std::string_view what, std::string_view file, int line);
}

#define ABONENT_ASSERT(what) \
  (static_cast<bool>(what) ? void(0) : ::core::assertion_failed(#what, __FILE__, __LINE__))
