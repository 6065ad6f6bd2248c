// Starting and stopping a real osmo-hlr.
#include "tests/osmo_hlr_server.hpp"

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

namespace tests {
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

osmo_hlr_server::osmo_hlr_server() : ip_{free_loopback_address()} {
  auto name = (std::filesystem::temp_directory_path() / "abonent-hlr-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error{"no temporary directory for osmo-hlr"};
  dir_ = name;
  std::ofstream{dir_ / "osmo-hlr.cfg"} << "line vty\n bind " << ip_ << "\nctrl\n bind " << ip_ << "\nhlr\n gsup\n  bind ip " << ip_ << "\n";
  start();
}

osmo_hlr_server::~osmo_hlr_server() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

void osmo_hlr_server::start() {
  auto parent = getpid();
  auto config = (dir_ / "osmo-hlr.cfg").string(), db = database().string(), log = (dir_ / "log").string();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
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

bool osmo_hlr_server::answers() const {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto at = address_of(ip_, ctrl_port);
  bool connected = connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  close(fd);
  return connected;
}

void osmo_hlr_server::end(int signal) {
  if (pid_ == 0) return;
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void osmo_hlr_server::stop() { end(SIGTERM); }
void osmo_hlr_server::kill_now() { end(SIGKILL); }

}  // namespace tests
