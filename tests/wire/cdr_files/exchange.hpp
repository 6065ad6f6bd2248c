// An exchange whose files are loaded over a real bus, into a billing that writes down what it is given.
#pragma once

#include "adapters/cdr_files/load_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <random>

#include "adapters/cdr_files/refusals.hpp"
#include "bus/usage_endpoint.hpp"
#include "tests/catch.hpp"
#include "tests/wire/bus/recording_sink.hpp"
#include "tests/wire/bus/town.hpp"
#include "tests/wire/cdr_files/reading.hpp"

namespace cdr_test {

using namespace tests;
namespace files = std::filesystem;

struct exchange : town {
  recording_sink sink;
  std::optional<bus::usage_endpoint> endpoint{std::in_place, door, sink, bus::usage_endpoint_options{"tcp://127.0.0.1:*", 2, {}}};
  std::string address = endpoint->address();
  bus::key_pair key = newcomer("exchange", {"usage:exchange"});
  files::path place = files::temp_directory_path() / fmt::format("abonent-cdr-{}-{}", getpid(), ++made);
  static inline int made = 0;

  exchange() { files::create_directories(place); }
  ~exchange() { files::remove_all(place); }

  files::path write(const std::string& name, const std::string& text) const {
    std::ofstream{place / name, std::ios::binary} << text;
    return place / name;
  }
  cdr_files::load_settings settings() const { return {"exchange", place / "spool", 10, 3s, [] { return core::instant::from_seconds(1'772'434'800); }}; }

  core::result<cdr_files::load_report> load(const files::path& file, const cdr_files::load_progress& progress = {},
                                            std::optional<cdr_files::load_settings> with = {}) {
    return load_by(*cdr_test::layout_of("csv", "comment = \"#\"\n[columns]\nrecord_key = 1\nsubscriber = 2\nstart = 3\nquantity = 4\n"), file, progress, with);
  }
  core::result<cdr_files::load_report> load_by(cdr_files::layout& by, const files::path& file, const cdr_files::load_progress& progress = {},
                                               std::optional<cdr_files::load_settings> with = {}) {
    bus::usage_client client{zmq, {to(address, key), "exchange", 500ms, 20ms}};
    return cdr_files::load_file(client, by, file, with.value_or(settings()), progress);
  }
};

// Every `broken`-th row cannot be read.
inline std::string many_rows(int count, int broken = 0, std::string_view name = "r") {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += fmt::format("{}-{},79160000101,{},{}\n", name, i, broken && i % broken == 0 ? "soon" : "2026-03-02T10:00:00Z", i);
  return out;
}

}  // namespace cdr_test
