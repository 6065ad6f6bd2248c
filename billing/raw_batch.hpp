// The bytes of a batch are kept once, compressed.
#pragma once

#include <string>
#include <string_view>

namespace billing {

std::string compress(std::string_view raw);
std::string expand(std::string_view compressed);  // throws when it is not what compress() made

}  // namespace billing
