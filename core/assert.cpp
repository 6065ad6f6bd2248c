// Ends the work at hand with an exception that names the broken promise; the edge logs it and answers 500.
#include "core/assert.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace core {
void assertion_failed(std::string_view what, std::string_view file, int line) {
  throw std::logic_error{fmt::format("broken promise: {} ({}:{})", what, file, line)};
}
}  // namespace core
