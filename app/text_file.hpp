// A small file read whole.
#pragma once

#include <string>

namespace app {
std::string whole_file(const std::string& name);  // throws with the name when it cannot be read
}
