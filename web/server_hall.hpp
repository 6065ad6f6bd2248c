// The inside of the server, shared by server.cpp (start and stop) and connection.cpp (the coroutines). Except for
// `stopping` and the count, everything is touched by the socket thread only; so nothing here needs a strand.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "web/server.hpp"
#include "web/workers.hpp"

namespace web {

struct connection {
  explicit connection(boost::asio::ip::tcp::socket socket) : stream{std::move(socket)}, bell{stream.get_executor()} {}
  boost::beast::tcp_stream stream;
  boost::beast::flat_buffer buffer;
  boost::asio::steady_timer bell;  // rung when its worker is done, or its event stream has something to say
  std::string peer;
  bool reading = true;  // no work has begun: may be closed at any time
};

struct server_hall {
  server_hall(server_config with, pipeline& through, const core::clock& by)
      : config{std::move(with)}, work{through}, clock{by}, clerks{config.workers, config.queue_max} {}

  server_config config;
  pipeline& work;
  const core::clock& clock;
  workers clerks;
  boost::asio::io_context io{1};
  boost::asio::ip::tcp::acceptor door{io};
  std::set<connection*> open;
  std::atomic<bool> stopping{false};
  bool abandoned = false;  // who waits for a worker waits no more
  std::thread sockets;

  std::mutex lock;
  std::condition_variable gone;
  std::size_t connections = 0;  // under the lock, as the next: stop() waits for both
  bool quiet = false;           // the socket thread has nothing left to do
};

}  // namespace web
