// A real Prometheus of a test's own: on a port the kernel chose, in a directory that goes with it, never outliving the
// test. Link `abonent_prometheus_server`.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tests {

struct prometheus_config {
  std::vector<std::string> targets;                // `127.0.0.1:9464`, scraped as job `abonent`
  std::vector<std::filesystem::path> rule_files;
  std::chrono::milliseconds interval{500};         // of scraping and of evaluating rules
};

class prometheus_server {
 public:
  using labels = std::map<std::string, std::string>;
  struct sample {
    labels of;
    double value;
  };

  // Starts it and waits until it is ready. Throws with its log when it does not come up.
  explicit prometheus_server(const prometheus_config& config);
  ~prometheus_server();
  prometheus_server(const prometheus_server&) = delete;
  prometheus_server& operator=(const prometheus_server&) = delete;

  // An instant query. Throws when Prometheus answers an error, with its words.
  [[nodiscard]] std::vector<sample> query(const std::string& expression) const;
  // The value of the one series the expression has; nothing when it has none. Throws when it has several.
  [[nodiscard]] std::optional<double> value(const std::string& expression) const;
  // Asks until there is a value, at most that long.
  [[nodiscard]] std::optional<double> await_value(const std::string& expression,
                                                  std::chrono::seconds patience = std::chrono::seconds{20}) const;
  // Targets that are not up and rules that could not be evaluated, with Prometheus's reason.
  [[nodiscard]] std::vector<std::string> complaints() const;
  // Every rule was evaluated since this call.
  void await_rules(std::chrono::seconds patience = std::chrono::seconds{20}) const;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string log() const;
  void stop();  // by its pid; waits for it

 private:
  void launch();
  bool running();
  [[nodiscard]] bool ready() const;

  std::filesystem::path dir_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

// Is there one on this machine? Debian's package `prometheus` has it and promtool.
bool has_program(const std::string& name);

// Runs `promtool ARGS` with `input` on standard input; what it said on both streams, and its exit code.
struct promtool_outcome {
  int exit_code;
  std::string said;
};
promtool_outcome promtool(const std::string& arguments, const std::string& input = "");

}  // namespace tests
