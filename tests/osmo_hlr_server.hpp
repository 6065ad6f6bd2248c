// A real osmo-hlr of a test's own: on a loopback address nobody uses (its ports are compiled in), with its own database
// file, stopped by its process id and never outliving the test.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace tests {

class osmo_hlr_server {
 public:
  // Starts it and waits until it answers. Throws with its own log when it does not.
  osmo_hlr_server();
  ~osmo_hlr_server();
  osmo_hlr_server(const osmo_hlr_server&) = delete;
  osmo_hlr_server& operator=(const osmo_hlr_server&) = delete;

  [[nodiscard]] const std::string& ip() const { return ip_; }  // CTRL 4259, terminal 4258, GSUP 4222
  [[nodiscard]] std::filesystem::path database() const { return dir_ / "hlr.db"; }
  void start();  // again, with the database it had
  void stop();
  void kill_now();  // SIGKILL

 private:
  bool answers() const;
  void end(int signal);
  std::filesystem::path dir_;
  std::string ip_;
  pid_t pid_ = 0;
};

}  // namespace tests
