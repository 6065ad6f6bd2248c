// What every journey begins with: an operator with offers, numbers and cards, a person signed in, and the card's file.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "tests/http_client.hpp"
#include "tests/journeys/program.hpp"

namespace tests {

boost::json::value parsed(const http_answer& answer);  // throws with the body when it is no JSON
std::string text_at(const boost::json::value& in, std::string_view pointer);  // `/balance/value`; throws when it is not there

// Sets the first user up by the link the program printed, and signs in.
http_client signed_in_client(const program& at);

struct stock {
  static std::string msisdn(int n);  // 79000000000 + n
  static std::string imsi(int n);
  static std::string iccid(int n);
};

// Loads the three sample offers, `count` numbers and `count` cards through the command line.
void supply(const program& at, int count);

// How to read a file of messages with the header `key,from,to,at,count`; answers the mapping's place.
std::filesystem::path write_message_mapping(const std::filesystem::path& dir);

// Sells a line over HTTP and waits until its order is completed or held; answers the order.
boost::json::value sell(http_client& desk, int number, const std::string& offering, const std::string& given_name, const std::string& family_name);
boost::json::value await_order(http_client& desk, const std::string& order_id);

}  // namespace tests
