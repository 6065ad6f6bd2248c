// What every figure is asked with and how it answers: one JSON object, or one sentence.
#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace bench {

struct options {
  std::size_t size = 0;
  bool json = false;
};

// Ends the program with the usage when the arguments are wrong.
inline options read_options(int argc, char** argv, std::size_t size) {
  options out{size, false};
  for (int i = 1; i < argc; ++i) {
    std::string_view word{argv[i]};
    if (word == "--json") {
      out.json = true;
    } else if (word == "--size" && i + 1 < argc && std::strtoull(argv[i + 1], nullptr, 10) > 0) {
      out.size = std::strtoull(argv[++i], nullptr, 10);
    } else {
      fmt::print(stderr, "usage: {} [--size N] [--json]\n", argv[0]);
      std::exit(2);
    }
  }
  return out;
}

}  // namespace bench
