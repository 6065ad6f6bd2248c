// Reading sample files of call records in a test.
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/cdr_files/layout.hpp"
#include "core/instant.hpp"

namespace cdr_test {

inline std::string sample_path(const std::string& name) { return ABONENT_SOURCE_DIR "/tests/wire/samples/cdr/" + name; }

inline std::string whole(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct read_file {
  std::vector<cdr_files::usage> used;
  std::vector<std::pair<std::uint64_t, std::string>> rejected;  // line and reason
  std::size_t passed_over = 0, laid_by = 0;
  std::vector<cdr_files::given_up> given_up;
};

inline read_file read_all(cdr_files::layout& by, const std::string& text) {
  std::istringstream in{text};
  auto rows = by.open(in, {}).value();
  cdr_files::row each;
  read_file out;
  while (rows->next(each)) {
    auto what = by.read(each);
    if (auto* used = std::get_if<cdr_files::usage>(&what))
      out.used.push_back(*used);
    else if (auto* no = std::get_if<cdr_files::reject>(&what))
      out.rejected.emplace_back(each.at.line, no->reason);
    else if (std::holds_alternative<cdr_files::laid_by>(what))
      ++out.laid_by;
    else
      ++out.passed_over;
    for (auto& gone : by.give_up()) out.given_up.push_back(std::move(gone));
  }
  return out;
}

inline std::unique_ptr<cdr_files::layout> layout_of(std::string_view format, std::string_view mapping = {}, std::string_view zone = "Europe/Moscow") {
  return cdr_files::make_layout(format, mapping, core::zone::find(zone).value()).value();
}

inline core::instant at(std::string_view text) { return core::instant::parse(text).value(); }

}  // namespace cdr_test
