// The directory of a test's osmo-hlr.
#include "tests/osmo_hlr_server.hpp"

#include <stdlib.h>

#include <stdexcept>

namespace tests {

scratch_directory::scratch_directory(const char* name) {
  auto pattern = (std::filesystem::temp_directory_path() / name).string() + "XXXXXX";
  if (!mkdtemp(pattern.data())) throw std::runtime_error{"no temporary directory"};
  path_ = pattern;
}

scratch_directory::~scratch_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tests
