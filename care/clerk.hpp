// Who does it: the person at the desk, as every record of the desk names them.
#pragma once

#include <string>

#include "core/ids.hpp"

namespace care {

struct clerk {
  core::user_id user;
  std::string name;
};

}  // namespace care
