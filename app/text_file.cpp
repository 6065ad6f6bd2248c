// Reading small files.
#include "app/text_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace app {

std::string whole_file(const std::string& name) {
  std::ifstream in{name, std::ios::binary};
  if (!in) throw std::runtime_error{fmt::format("{}: cannot be read", name)};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace app
