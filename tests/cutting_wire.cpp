// One connection at a time, passed on by hand.
#include "tests/cutting_wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace tests {
namespace {

sockaddr_in address_of(const std::string& ip, unsigned short port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, ip.c_str(), &out.sin_addr);
  return out;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    auto n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string receive(int fd) {
  std::array<char, 8192> buffer{};
  auto n = recv(fd, buffer.data(), buffer.size(), 0);
  return n <= 0 ? std::string{} : std::string{buffer.data(), static_cast<std::size_t>(n)};
}

}  // namespace

cutting_wire::cutting_wire(std::string to_ip, unsigned short to_port) : to_ip_{std::move(to_ip)}, to_port_{to_port} {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto at = address_of(to_ip_, 0);
  socklen_t size = sizeof at;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener_, 8) != 0) throw std::runtime_error{"no port for the wire"};
  getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
  port_ = ntohs(at.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

cutting_wire::~cutting_wire() {
  over_ = true;
  thread_.join();
  close(listener_);
}

void cutting_wire::damage_answer(damage what, int nth) {
  armed_ = false;
  what_ = what;
  requests_left_ = nth;
}

void cutting_wire::run() {
  while (!over_) {
    pollfd waits{listener_, POLLIN, 0};
    if (poll(&waits, 1, 20) <= 0) continue;
    int client = accept(listener_, nullptr, nullptr);
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto at = address_of(to_ip_, to_port_);
    if (connect(server, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0) carry(client, server);
    close(client);
    close(server);
  }
}

void cutting_wire::carry(int client, int server) {
  while (!over_) {
    std::array<pollfd, 2> waits{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (poll(waits.data(), waits.size(), 20) <= 0) continue;
    if (waits[0].revents != 0) {
      auto bytes = receive(client);
      if (bytes.empty() || !send_all(server, bytes)) return;
      if (requests_left_ > 0 && --requests_left_ == 0) armed_ = true;
    }
    if (waits[1].revents != 0) {
      auto bytes = receive(server);
      if (bytes.empty() || !pass_answer(client, bytes)) return;
    }
  }
}

bool cutting_wire::pass_answer(int client, const std::string& bytes) {
  if (!armed_) return send_all(client, bytes);
  auto what = what_.load();
  if (what != damage::dribble) armed_ = false;  // that one goes on until the end
  switch (what) {
    case damage::cut: return false;
    case damage::swallow: return true;
    case damage::garbage: return send_all(client, std::string(64, '\xAB'));
    case damage::dribble:
      for (const char& c : bytes) {
        if (!send_all(client, {&c, 1})) return false;
        std::this_thread::sleep_for(std::chrono::microseconds{200});
      }
      return true;
  }
  return false;
}

}  // namespace tests
