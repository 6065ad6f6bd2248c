// The ZAP handler (ZeroMQ RFC 27): decides at the door whose key may come in, and counts whom it turned away.
// Every server socket is made with one, so it listens before any of them is bound.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "bus/keys.hpp"
#include "bus/waker.hpp"

namespace bus {

class context;
class key_book;

class zap_handler {
 public:
  // Starts the handler's thread and tries the door: a stranger and a client without CURVE must be turned away, and a
  // known key let in. Throws std::runtime_error when it is not so. Context and book outlive it, server sockets do not.
  zap_handler(context& in, const key_book& known, key_pair own);
  ~zap_handler();
  zap_handler(const zap_handler&) = delete;
  zap_handler& operator=(const zap_handler&) = delete;

  [[nodiscard]] context& in() const { return in_; }
  [[nodiscard]] const key_book& known() const { return known_; }
  [[nodiscard]] const key_pair& own_keys() const { return own_; }
  // Turned away since start: unknown keys, keys without a right here, peers that do not speak CURVE.
  [[nodiscard]] std::uint64_t denied() const { return denied_; }

  // Counts the failed handshakes of a server socket, those ZAP is never asked about too. Called by make_server.
  void watch(zmq::socket_t& server, const std::string& endpoint);

 private:
  struct watched {
    zmq::socket_t monitor;
    std::string endpoint;
  };
  struct verdict {
    const char* status;
    const char* text;
    std::string user_id;
  };
  void run(const std::stop_token& stop);
  void answer_one();
  verdict judge(const std::vector<zmq::message_t>& request);
  bool hear(watched& one);
  void deny(const std::string& endpoint, const char* reason);
  void try_the_door();
  void expect_denied(const char* who, std::uint64_t than);

  context& in_;
  const key_book& known_;
  key_pair own_;
  key_pair guest_;  // of the self-test: the only key its domain knows
  zmq::socket_t listener_;
  waker waker_;
  std::mutex guard_;
  std::list<watched> arriving_;  // not yet seen by the thread
  std::list<watched> watched_;   // the thread's own
  std::atomic<std::uint64_t> denied_{0};
  std::jthread thread_;
};

}  // namespace bus
