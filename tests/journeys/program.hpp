// The whole program as its user has it: `abonent run` as a process of its own, on ports the kernel chooses, with a data
// directory of the test's own; killed and started again at will, and never outliving the test.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "app/endpoints.hpp"

namespace tests {

class program {
 public:
  // Does not start it yet. `toml` is the configuration file's text; ports there should be 0.
  explicit program(std::string toml = "");
  // Another program on the same installation: its data directory and configuration are the first one's, which outlives it.
  explicit program(const program& beside);
  ~program();
  program& operator=(const program&) = delete;

  // Starts `abonent run ARGS` and waits until /readyz answers 200. Throws with its log when it does not.
  void start(const std::vector<std::string>& args = {});
  // Starts it without waiting.
  void launch(const std::vector<std::string>& args = {});
  void await_ready(std::chrono::seconds patience = std::chrono::seconds{90});
  void kill_now();                     // SIGKILL, and waits for the process to be gone
  std::chrono::milliseconds stop();    // SIGINT; how long it took. Throws when it took more than 20 s
  [[nodiscard]] bool running();

  // Runs a one-shot command on the same installation: `abonent ARGS --config ... --data-dir ...`.
  struct outcome {
    int exit_code;
    std::string out, err;
  };
  outcome command(const std::vector<std::string>& args, const std::string& input = "") const;

  [[nodiscard]] const app::endpoints& at() const { return at_; }
  [[nodiscard]] std::uint16_t http_port() const;
  [[nodiscard]] const std::filesystem::path& dir() const { return dir_; }  // a place for the test's files too
  [[nodiscard]] std::string log() const;                                   // everything it said so far
  [[nodiscard]] std::string last_words() const;                            // the end of it, for a failure's message
  // One number out of the database behind the program's back, with what billing may see.
  [[nodiscard]] std::int64_t look(const char* sql) const;
  [[nodiscard]] std::string database_url() const;                          // of the embedded server, as its owner

 private:
  std::filesystem::path dir_;
  bool owns_dir_ = true;
  std::string log_name_ = "log";
  app::endpoints at_;
  pid_t pid_ = 0;
};

std::filesystem::path abonent_binary();

}  // namespace tests
