// Bytes that were right once, changed at random: for decoders, under the sanitizers. The seed is printed.
#pragma once

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace tests {

inline std::string file_bytes(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline std::string mutated(std::string of, const std::vector<std::string>& others, std::mt19937& random) {
  auto place = [&](std::size_t size) { return size == 0 ? std::size_t{0} : random() % size; };
  for (auto changes = 1 + random() % 6; changes > 0; --changes) {
    auto at = place(of.size());
    switch (random() % 7) {
      case 0: if (!of.empty()) of[at] = static_cast<char>(of[at] ^ (1 << random() % 8)); break;
      case 1: if (!of.empty()) of[at] = static_cast<char>(random()); break;
      case 2: of.erase(at, 1 + random() % 8); break;
      case 3: of.insert(at, std::string(1 + random() % 8, static_cast<char>(random()))); break;
      case 4: of.resize(at); break;
      case 5: if (!of.empty()) of[at] = "\x00\x7f\x80\x81\x84\xff"[random() % 6]; break;
      case 6: {
        const auto& other = others[place(others.size())];
        of.insert(at, other.substr(place(other.size()), random() % 64));
        break;
      }
    }
  }
  return of;
}

inline void fuzz(const std::vector<std::string>& seeds, const std::function<void(const std::string&)>& body) {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  const auto* said = std::getenv("ABONENT_FUZZ_SECONDS");
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds{said ? std::atoi(said) : 2};
  std::size_t rounds = 0;
  do {
    for (int i = 0; i < 64; ++i, ++rounds) body(mutated(seeds[random() % seeds.size()], seeds, random));
  } while (std::chrono::steady_clock::now() < until);
  WARN(rounds << " inputs, seed " << seed);
}

}  // namespace tests
