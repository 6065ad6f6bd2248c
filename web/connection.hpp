// The coroutines of the house; there are no others. They only wait for sockets: the work is done by workers.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "web/server_hall.hpp"

namespace web {

// Accepts until the server stops, and serves each connection.
boost::asio::awaitable<void> welcome(std::shared_ptr<server_hall> at);

}  // namespace web
