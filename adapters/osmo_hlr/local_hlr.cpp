// Starting and stopping osmo-hlr as a child process.
#include "adapters/osmo_hlr/local_hlr.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace osmo_hlr {
namespace {

constexpr unsigned short gsup_port = 4222, vty_port = 4258, ctrl_port = 4259;

sockaddr_in address_of(const std::string& ip, unsigned short port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, ip.c_str(), &out.sin_addr);
  return out;
}

bool can_bind(const std::string& ip, unsigned short port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto at = address_of(ip, port);
  bool free = bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  close(fd);
  return free;
}

// All of 127/8 is this machine's loopback on Linux.
std::string free_loopback_address() {
  std::random_device chance;
  for (int tries = 0; tries < 200; ++tries) {
    std::ostringstream ip;
    ip << "127." << 64 + chance() % 128 << '.' << chance() % 256 << '.' << 2 + chance() % 250;
    if (can_bind(ip.str(), gsup_port) && can_bind(ip.str(), vty_port) && can_bind(ip.str(), ctrl_port)) return ip.str();
  }
  throw std::runtime_error{"no free loopback address for osmo-hlr"};
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

local_hlr::local_hlr(std::filesystem::path dir) : dir_{std::move(dir)}, ip_{free_loopback_address()} {
  write_settings();
  start();
}

void local_hlr::write_settings() const {
  std::filesystem::create_directories(dir_);
  std::ofstream{dir_ / "osmo-hlr.cfg"} << "line vty\n bind " << ip_ << "\nctrl\n bind " << ip_ << "\nhlr\n gsup\n  bind ip " << ip_ << "\n";
}

void local_hlr::move_to(std::filesystem::path dir) {
  stop();  // SQLite folds its write-ahead log into the file when the last connection closes
  auto from = dir_;
  dir_ = std::move(dir);
  write_settings();
  for (const char* each : {"hlr.db", "hlr.db-wal"})
    if (std::filesystem::exists(from / each)) std::filesystem::copy_file(from / each, dir_ / each, std::filesystem::copy_options::overwrite_existing);
  start();
  std::filesystem::remove_all(from);
}

local_hlr::~local_hlr() { stop(); }

void local_hlr::start() {
  auto parent = getpid();
  auto config = (dir_ / "osmo-hlr.cfg").string(), db = database().string(), log = (dir_ / "log").string();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    // The program blocks the signals it waits for, and a child inherits that: osmo-hlr would never hear SIGTERM.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    int out = open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
    dup2(out, 1);
    dup2(out, 2);
    execlp("osmo-hlr", "osmo-hlr", "-c", config.c_str(), "-l", db.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!answers()) {
    bool gone = waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (gone) pid_ = 0;
    if (gone || std::chrono::steady_clock::now() > until) {
      throw std::runtime_error{"osmo-hlr does not start (is the package osmo-hlr installed?): " + contents(dir_ / "log")};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

bool local_hlr::answers() const {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto at = address_of(ip_, ctrl_port);
  bool connected = connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  close(fd);
  return connected;
}

void local_hlr::end(int signal) {
  if (pid_ == 0) return;
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void local_hlr::stop() { end(SIGTERM); }
void local_hlr::kill_now() { end(SIGKILL); }

}  // namespace osmo_hlr
