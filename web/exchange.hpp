// What is said on one socket: a request read, an answer written. With connection.cpp these are the coroutines of the
// house; two files, because Beast's templates take their time to compile.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "web/server_hall.hpp"

namespace web {

using hall_ptr = std::shared_ptr<server_hall>;

struct read_outcome {
  std::shared_ptr<request> got;  // nothing: it could not be read
  bool head = false;             // HEAD: a GET whose body stays here
  bool known_method = true;
  bool well_formed = true;
  bool keep = false;                  // the client wants to go on
  const core::refusal* no = nullptr;  // why it could not be read, when there is somebody to tell
  int status = 0;
};

boost::asio::awaitable<read_outcome> read_one(hall_ptr at, std::shared_ptr<connection> with);
// Each answers whether it was written whole.
boost::asio::awaitable<bool> write_answer(hall_ptr at, std::shared_ptr<connection> with, response out, bool head,
                                          bool keep);
boost::asio::awaitable<bool> write_stream_header(hall_ptr at, std::shared_ptr<connection> with, const response& out);
boost::asio::awaitable<bool> write_text(hall_ptr at, std::shared_ptr<connection> with, std::string text);
// A client in the middle of sending hears our answer only if we listen on for a while: closing at once resets the
// connection and throws the answer away.
boost::asio::awaitable<void> hear_out(hall_ptr at, std::shared_ptr<connection> with);

}  // namespace web
