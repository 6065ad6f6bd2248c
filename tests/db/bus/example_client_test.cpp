// The client that docs/bus shows to integrators does what its page says: another language, another ZeroMQ binding.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "bus/usage_endpoint.hpp"
#include "tests/db/bus/speakers_corner.hpp"
#include "tests/wire/bus/recording_sink.hpp"

namespace {

using namespace tests;

struct integrator : speakers_corner {
  recording_sink sink;
  bus::usage_endpoint usage{bus.door, sink, {}};
  std::filesystem::path dir =
      std::filesystem::temp_directory_path() / ("abonent-example-" + std::to_string(::getpid()));

  integrator() { std::filesystem::create_directories(dir); }
  ~integrator() { std::filesystem::remove_all(dir); }

  std::filesystem::path key_file(const std::string& name, std::vector<std::string> rights) {
    auto made = ::bus::make_key_file(dir / name).value();
    bus.keys.add({made.public_key, name, std::move(rights)});
    bus.book.refresh();
    return dir / name;
  }

  struct ran {
    int code;
    std::string said;
  };
  ran run(const std::string& what, const std::string& at, const std::filesystem::path& with, const std::string& rest) {
    // Z85 has no single quote: within them the shell leaves it alone.
    // Debian's own Python by its path: python3-zmq is there, whatever other Python stands first.
    auto command = "/usr/bin/python3 " ABONENT_SOURCE_DIR "/docs/bus/example_client.py " + what +
                   " --seconds 20 --address " + at + " --server-key '" + bus.door.own_keys().public_key + "' --key " +
                   with.string() + " " + rest + " 2>&1";
    std::FILE* out = ::popen(command.c_str(), "r");
    REQUIRE(out);
    ran it{};
    for (char part[512]; std::fgets(part, sizeof part, out);) it.said += part;
    it.code = ::pclose(out);
    return it;
  }
};

}  // namespace

TEST_CASE("the example client sends usage and prints its ack, and goes on where the source stands", "[bus][example]") {
  integrator here;
  auto mine = here.key_file("msc-1.key", {"usage:msc-1"});
  auto first = here.run("usage", here.usage.address(), mine, "--source msc-1 --subscriber 48601000001");
  INFO(first.said);
  CHECK(first.code == 0);
  CHECK(first.said.find("ack epoch=1 sequence=1 rated=3 duplicates=0 suspended=0") != std::string::npos);
  auto second = here.run("usage", here.usage.address(), mine, "--source msc-1 --subscriber 48601000001 --count 5");
  INFO(second.said);
  CHECK(second.said.find("ack epoch=1 sequence=2 rated=5") != std::string::npos);
  CHECK(here.sink.records() == 8);
}

TEST_CASE("the example client hears events under a durable name, each once over two runs", "[bus][example]") {
  integrator here;
  auto mine = here.key_file("partner.key", {"events:partner"});
  for (int i = 1; i <= 4; ++i) here.say(i, "x");
  auto first = here.run("events", here.address, mine, "--consumer partner --from-start --count 4");
  INFO(first.said);
  CHECK(first.code == 0);
  for (auto each : {"position=1 topic=customer_created customer=1", "position=4 topic=customer_created customer=4"})
    CHECK(first.said.find(each) != std::string::npos);
  REQUIRE(
      eventually([&] { return here.place.look("SELECT position FROM db.consumer WHERE name = 'partner'") == "4"; }));
  here.say(9, "y");
  auto second = here.run("events", here.address, mine, "--consumer partner --count 1");
  INFO(second.said);
  CHECK(second.code == 0);
  CHECK(second.said.find("position=5 ") != std::string::npos);
  CHECK(second.said.find("position=4 ") == std::string::npos);
}

TEST_CASE("the example client says why when it is turned away or refused", "[bus][example]") {
  integrator here;
  auto unknown = here.dir / "stranger.key";
  REQUIRE(::bus::make_key_file(unknown).has_value());
  auto turned_away = here.run("usage", here.usage.address(), unknown, "--source msc-1 --subscriber 48601000001");
  CHECK(turned_away.code != 0);
  CHECK(turned_away.said.find("turned our key away") != std::string::npos);
  auto other = here.key_file("ggsn.key", {"usage:ggsn"});
  auto refused = here.run("usage", here.usage.address(), other, "--source msc-1 --subscriber 48601000001");
  CHECK(refused.code != 0);
  CHECK(refused.said.find("source_not_allowed") != std::string::npos);
  CHECK(here.sink.batches() == 0);
}
