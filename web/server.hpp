// The HTTP/1.1 server: one thread for sockets, N workers for the work, a bounded queue between them.
// TLS ends in front of it (a reverse proxy on the same machine); it listens on the loopback address unless told
// otherwise.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "web/pipeline.hpp"

namespace web {

struct server_config {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;   // 0: any free one
  std::size_t workers = 8;  // as many as the pool has connections
  std::size_t queue_max = 256;
  std::size_t connections_max = 4'000;
  std::size_t header_bytes_max = 16 * 1'024;
  std::size_t body_bytes_max = 1'024 * 1'024;
  std::chrono::milliseconds header_timeout{30'000};  // also how long a kept connection may idle
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds heartbeat{15'000};    // a comment on a silent event stream
  std::chrono::milliseconds stream_check{5'000};  // how often a stream's right to be open is asked for
  std::string port_option = "--http-port";  // what to change when the port is taken
  std::vector<std::string> trusted_proxies = {};  // whose X-Forwarded-For is believed
};

struct server_hall;  // web/server_hall.hpp

class server {
 public:
  // `pipeline` and `clock` live longer than the server.
  server(server_config config, pipeline& work, const core::clock& clock);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Binds and serves. Throws std::runtime_error with what to do when the address cannot be had.
  void start();
  [[nodiscard]] std::uint16_t port() const;
  // Takes nothing new, ends event streams, lets what is being worked on finish, within `patience`. False: a worker is
  // still busy (its query runs into the statement timeout); then end the program with std::quick_exit.
  [[nodiscard]] bool stop(std::chrono::milliseconds patience = std::chrono::milliseconds{4'000});

 private:
  std::shared_ptr<server_hall> hall_;
};

}  // namespace web
