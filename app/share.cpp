// Finding the files that come with the program.
#include "app/share.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace app {
namespace fs = std::filesystem;
namespace {

// build/release/abonent stands two floors above the tree's root.
fs::path tree() { return fs::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path(); }

}  // namespace

fs::path shared_file(const std::string& in_tree, const std::string& installed) {
  for (const auto& each : {tree() / in_tree, fs::path{"/usr/share/abonent"} / installed})
    if (fs::exists(each)) return each;
  throw std::runtime_error{fmt::format("{} is not there, neither in {} nor under /usr/share/abonent", in_tree, tree().string())};
}

fs::path console_dir(const std::string& configured) {
  if (!configured.empty()) return configured;
  for (const auto& each : {tree() / "console/dist", fs::path{"/usr/share/abonent/console"}})
    if (fs::exists(each / "index.html")) return each;
  return {};
}

}  // namespace app
