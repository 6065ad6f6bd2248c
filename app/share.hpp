// Files that come with the program: the built console, sample offers, the stages of Prometheus rules.
#pragma once

#include <filesystem>
#include <string>

namespace app {

// In the source tree the program was built in, or under /usr/share/abonent. Throws when it is in neither.
std::filesystem::path shared_file(const std::string& in_tree, const std::string& installed);

// Where the console's built files are: what the configuration says, else the above; empty when none was built.
std::filesystem::path console_dir(const std::string& configured);

}  // namespace app
