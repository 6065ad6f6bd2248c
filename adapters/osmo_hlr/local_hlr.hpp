// A real osmo-hlr of our own, for the demo operator and for tests: on a loopback address nobody uses (its ports are
// compiled in), with its database in a directory of ours, stopped by its process id and never outliving us.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace osmo_hlr {

class local_hlr {
 public:
  // Starts it and waits until it answers. Throws with its own log when it does not. `dir` keeps its database.
  explicit local_hlr(std::filesystem::path dir);
  ~local_hlr();
  local_hlr(const local_hlr&) = delete;
  local_hlr& operator=(const local_hlr&) = delete;

  [[nodiscard]] const std::string& ip() const { return ip_; }  // CTRL 4259, terminal 4258, GSUP 4222
  [[nodiscard]] std::filesystem::path database() const { return dir_ / "hlr.db"; }
  void start();  // again, with the database it had
  void stop();
  void kill_now();  // SIGKILL
  // Goes on at the same address with its database in another directory: it is moved there while nobody writes.
  void move_to(std::filesystem::path dir);

 private:
  void write_settings() const;
  bool answers() const;
  void end(int signal);
  std::filesystem::path dir_;
  std::string ip_;
  pid_t pid_ = 0;
};

}  // namespace osmo_hlr
