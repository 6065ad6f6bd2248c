// The only place where sockets are made, because a socket made anywhere else would be in the clear and open to
// everybody: NULL is ZeroMQ's default mechanism. A test looks for others.
// Servers bind, clients connect; both speak CURVE, with heartbeats, a bounded message size and a short handshake.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <zmq.hpp>

#include "bus/keys.hpp"

namespace bus {

class context;
class zap_handler;

struct server_options {
  std::string endpoint;  // `usage`, `events`, ...: the ZAP domain, and the right a key needs to get in
  std::string address;   // tcp://127.0.0.1:5701, ipc:///run/abonent/usage; port * lets the kernel choose
  std::int64_t frame_bytes_max = 1024 * 1024;
  // Messages a peer may have waiting. A fuse for memory: credit is the flow control.
  int receive_most = 1000;
  int send_most = 1000;
};

// Where a client connects, and who it is.
struct connection {
  std::string address;
  std::string server_key;  // the server's public key: proves that it is the server
  key_pair keys;           // one's own
};

// A bound CURVE server that asks `guard` about every client. Throws std::runtime_error when it cannot bind.
zmq::socket_t make_server(zap_handler& guard, zmq::socket_type type, const server_options& options);
zmq::socket_t make_client(context& in, zmq::socket_type type, const connection& to);

// inproc, inside the process: where the ZAP handler listens, and where a socket's monitor is heard.
zmq::socket_t make_zap_listener(context& in);
zmq::socket_t make_monitor(context& in, zmq::socket_t& of, int events);
// Before a monitor is closed whose socket still lives: an event that nobody reads blocks libzmq's one I/O thread, and
// with it every socket of the process, for ever.
void stop_monitor(zmq::socket_t& of);

struct monitor_event {
  int event = 0;  // ZMQ_EVENT_...
  std::uint32_t value = 0;
};
bool read_monitor(zmq::socket_t& monitor, monitor_event& into);  // false: nothing there now

}  // namespace bus
