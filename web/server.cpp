// Starting and stopping.
#include "web/server.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

#include "core/log.hpp"
#include "web/connection.hpp"

namespace web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;

std::string why_not(const server_config& config, const error_code& failed) {
  if (failed == asio::error::address_in_use)
    return fmt::format(
        "port {} on {} is already in use by another program. Stop that one, or choose another port with {}.",
        config.port, config.address, config.port_option);
  if (failed == asio::error::access_denied)
    return fmt::format(
        "not permitted to listen on port {}: ports below 1024 belong to root. Choose another with {}.",
        config.port, config.port_option);
  if (failed == boost::system::errc::address_not_available)
    return fmt::format("cannot listen on {}: it is no address of this machine. Choose another in the configuration, `address`.", config.address);
  return fmt::format("cannot listen on {} port {}: {}", config.address, config.port, failed.message());
}

void expect_done(const server_config& config, const error_code& failed) {
  if (failed) throw std::runtime_error{why_not(config, failed)};
}

void open_door(server_hall& at) {
  error_code failed;
  auto address = asio::ip::make_address(at.config.address, failed);
  expect_done(at.config, failed);
  tcp::endpoint where{address, at.config.port};
  at.door.open(where.protocol(), failed);
  expect_done(at.config, failed);
  at.door.set_option(tcp::acceptor::reuse_address{true}, failed);  // a restart need not wait for old connections
  expect_done(at.config, failed);
  at.door.bind(where, failed);
  expect_done(at.config, failed);
  at.door.listen(tcp::acceptor::max_listen_connections, failed);
  expect_done(at.config, failed);
}

// Until nothing is left to wait for: no door, no connection.
void run_sockets(const std::shared_ptr<server_hall>& at) {
  for (bool running = true; running;) {
    try {
      at->io.run();
      running = false;
    } catch (const std::exception& error) {  // the edge of the socket thread
      core::log::error("socket thread broke: {}", error.what());
    }
  }
  std::lock_guard hold{at->lock};
  at->quiet = true;
  at->gone.notify_all();
}

void wait_until_gone(server_hall& at, std::chrono::steady_clock::time_point until) {
  std::unique_lock hold{at.lock};
  at.gone.wait_until(hold, until, [&] { return at.connections == 0; });
}

void log_end(std::exception_ptr broke) {
  try {
    if (broke) std::rethrow_exception(broke);
  } catch (const std::exception& error) {
    core::log::error("accepting connections broke: {}", error.what());
  }
}

}  // namespace

server::server(server_config config, pipeline& work, const core::clock& clock)
    : hall_{std::make_shared<server_hall>(std::move(config), work, clock)} {}

server::~server() {
  if (hall_->sockets.joinable() && !stop()) core::log::error("the HTTP server was left while a worker was still busy");
}

void server::start() {
  open_door(*hall_);
  asio::co_spawn(hall_->io, welcome(hall_), log_end);
  hall_->sockets = std::thread{[at = hall_] { run_sockets(at); }};
}

std::uint16_t server::port() const { return hall_->door.local_endpoint().port(); }

bool server::stop(std::chrono::milliseconds patience) {
  if (!hall_->sockets.joinable()) return true;
  auto until = std::chrono::steady_clock::now() + patience;
  hall_->stopping = true;
  // By reference: what is still queued in the loop when it ends must not keep the hall that owns the loop.
  auto close_door = [&at = *hall_] {
    error_code ignored;
    at.door.close(ignored);
    for (auto* each : at.open) {
      each->bell.cancel();                       // event streams look up and leave
      if (each->reading) each->stream.cancel();  // a request that has not arrived whole was not begun
    }
  };
  asio::post(hall_->io, close_door);
  bool home = hall_->clerks.stop(patience);
  wait_until_gone(*hall_, until);
  auto slam = [&at = *hall_] {
    at.abandoned = true;
    for (auto* each : at.open) {
      each->stream.close();  // who still has not read its answer will not
      each->bell.cancel();
    }
  };
  asio::post(hall_->io, slam);
  {
    std::unique_lock hold{hall_->lock};
    hall_->gone.wait_for(hold, std::chrono::milliseconds{500}, [&] { return hall_->quiet; });
  }
  hall_->io.stop();
  hall_->sockets.join();
  return home;
}

}  // namespace web
