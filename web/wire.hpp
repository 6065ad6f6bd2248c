// Between Beast's messages and our request and response. Included by the room's socket files only.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>

#include "core/instant.hpp"
#include "web/http.hpp"

namespace web {

using beast_request = boost::beast::http::request<boost::beast::http::string_body>;

struct read_request {
  request it;
  bool head = false;         // HEAD: a GET whose body stays here
  bool known_method = true;  // false: nothing of ours knows it
  bool well_formed = true;   // false: the target is no path and query
};

// `peer` is the socket's address; `peer_is_proxy` lets the last X-Forwarded-For entry stand for the client.
read_request to_request(beast_request&& from, const std::string& peer, bool peer_is_proxy, core::instant now);

// The status line and headers of an answer with `bytes` of body (nothing: an event stream, which ends with its socket).
std::string header_text(const response& from, std::optional<std::size_t> bytes, bool keep_alive);

}  // namespace web
