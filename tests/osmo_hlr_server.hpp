// A real osmo-hlr of a test's own, in a directory that goes with it.
#pragma once

#include <filesystem>

#include "adapters/osmo_hlr/local_hlr.hpp"

namespace tests {

class scratch_directory {
 public:
  explicit scratch_directory(const char* name);
  ~scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class osmo_hlr_server : scratch_directory, public osmo_hlr::local_hlr {
 public:
  osmo_hlr_server() : scratch_directory{"abonent-hlr-"}, local_hlr{path()} {}
};

}  // namespace tests
