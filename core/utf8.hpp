// Whether bytes are UTF-8, which is what the database and every answer hold.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace core {

// Where the first byte stands that is no UTF-8 (RFC 3629: no overlong forms, no surrogates) or a NUL, which no text
// column can hold; nothing when all is well.
std::optional<std::size_t> first_bad_byte(std::string_view text);
// The text without a byte order mark, which spreadsheets put before it.
std::string_view without_bom(std::string_view text);

}  // namespace core
