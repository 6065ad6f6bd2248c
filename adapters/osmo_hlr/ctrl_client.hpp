// Asks osmo-hlr over its control interface. Several requests may be under way at once; each has a deadline. When the
// connection ends or a deadline passes, whatever was under way has an unknown outcome: it may have been done.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "adapters/osmo_hlr/ctrl_codec.hpp"
#include "adapters/osmo_hlr/timed_stream.hpp"

namespace osmo_hlr {

struct hlr_address {
  std::string ip = "127.0.0.1";
  unsigned short ctrl_port = 4259;  // osmo-hlr has these two compiled in; only a forwarder can change them
  unsigned short vty_port = 4258;
};

struct patience {
  std::chrono::milliseconds connect{1'000};
  std::chrono::milliseconds request{2'000};
};

// A key may be inside: moved, and wiped when it goes.
class ctrl_request {
 public:
  static ctrl_request get(std::string variable) { return {"GET", std::move(variable), {}}; }
  static ctrl_request set(std::string variable, std::string value) { return {"SET", std::move(variable), std::move(value)}; }
  ctrl_request(ctrl_request&&) = default;
  ctrl_request& operator=(ctrl_request&&) = default;
  ~ctrl_request();
  [[nodiscard]] std::string line(std::uint32_t id) const;

 private:
  ctrl_request(std::string verb, std::string variable, std::string value)
      : verb_{std::move(verb)}, variable_{std::move(variable)}, value_{std::move(value)} {}
  std::string verb_, variable_, value_;
};

struct ctrl_answer {
  enum class how { value, error, not_sent, unknown };
  how came = how::not_sent;
  std::string text;  // the value, or the error's English sentence
  [[nodiscard]] bool is_value() const { return came == how::value; }
  [[nodiscard]] bool is_error(std::string_view sentence) const { return came == how::error && text == sentence; }
};

// Clears what may have held a key.
void wipe(std::string& secret);

class ctrl_client {
 public:
  ctrl_client(hlr_address at, patience waits) : at_{std::move(at)}, waits_{waits} {}

  // One answer for each request, in their order. Connects first where there is no connection.
  std::vector<ctrl_answer> ask_all(std::span<const ctrl_request> requests);
  ctrl_answer ask(const ctrl_request& request) { return ask_all({&request, 1}).front(); }
  void disconnect();

 private:
  struct waiting {
    std::size_t place;  // in the answers
    steady_point until;
  };
  bool send_all(std::span<const ctrl_request> requests, std::vector<ctrl_answer>& answers);
  void receive(std::vector<ctrl_answer>& answers);
  void take(const frame& what, std::vector<ctrl_answer>& answers);

  hlr_address at_;
  patience waits_;
  timed_stream stream_;
  frame_reader reader_;
  std::map<std::uint32_t, waiting> outstanding_;
  std::uint32_t last_id_ = 0;
};

}  // namespace osmo_hlr
