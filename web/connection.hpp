// The life of connections: accepted, served, ended. The coroutines only wait for sockets; the work is done by workers.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "web/exchange.hpp"

namespace web {

// Accepts until the server stops, and serves each connection.
boost::asio::awaitable<void> welcome(hall_ptr at);

}  // namespace web
