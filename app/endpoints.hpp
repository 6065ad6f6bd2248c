// Where the programs of an installation listen: each keeps a file of its own in `running/` of the data directory, locked
// for as long as it lives, so that a file left by a killed one is known for what it is.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace app {

struct endpoints {
  std::string http_url, metrics_url;
  std::string usage, events, provisioning, hints;  // tcp://127.0.0.1:41234; empty: not by this program
  std::string radius;                              // 127.0.0.1:1813, UDP; empty: no accounting server
  std::string bus_public_key;                      // Z85, of the server side
  std::string hlr;                                 // IP address of the local HLR; empty: none of ours
};

// The rooms `abonent run --rooms` knows.
const std::vector<std::string>& all_rooms();

class running_program {
 public:
  // Takes these rooms of the installation (none named: all of them). Throws when a program that lives has one of them:
  // two of a kind would carry the same errands and charge the same fees in each other's way.
  running_program(std::filesystem::path data_dir, const std::vector<std::string>& rooms);
  ~running_program();
  running_program(const running_program&) = delete;
  running_program& operator=(const running_program&) = delete;

  void listens_at(const endpoints& it);

 private:
  std::filesystem::path file_;
  std::vector<std::string> rooms_;
  int lock_ = -1;
};

// Throws when the data directory is another user's: what we would write there, its program could not read. (Root may
// work on one whose PostgreSQL runs as `postgres`.)
void expect_own(const std::filesystem::path& data_dir);

// Whether a program of another process lives on this data directory: `abonent run`, not a command that is soon over.
bool another_runs(const std::filesystem::path& data_dir);

// What the living programs of the installation offer together; nothing when none of them listens yet.
std::optional<endpoints> read_endpoints(const std::filesystem::path& data_dir);
// What one of them offers.
std::optional<endpoints> read_endpoints(const std::filesystem::path& data_dir, pid_t program);

}  // namespace app
