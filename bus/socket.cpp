// Making sockets. The numbers are those of care-and-trust: a handshake takes at most 2 s, silence is noticed in 15 s.
#include "bus/socket.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstring>
#include <stdexcept>

#include "bus/context.hpp"
#include "bus/refusals.hpp"
#include "bus/zap.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr auto handshake_most = 2s;  // the default, 30 s, lets a stranger hold a connection half open
constexpr auto heartbeat_every = 5s;
constexpr auto silence_most = 15s;
constexpr auto reconnect_first = 50ms;
constexpr auto reconnect_most = 2s;
constexpr std::int64_t client_frame_bytes_max = 8 * 1024 * 1024;  // of what servers send

// A draft constant in zmq.h, and yet in force in every 4.3 release: src/options.cpp handles it outside the draft
// #ifdef. Without it libzmq lets clients in when the handler is not there.
constexpr int zap_enforce_domain = 93;

int ms(std::chrono::milliseconds it) { return static_cast<int>(it.count()); }

void set_common(zmq::socket_t& it, std::int64_t frame_bytes_max) {
  it.set(zmq::sockopt::linger,
         0);  // what was not acked is sent again by whoever keeps it; waiting here would hang the exit
  it.set(zmq::sockopt::maxmsgsize, frame_bytes_max);
  it.set(zmq::sockopt::handshake_ivl, ms(handshake_most));
  it.set(zmq::sockopt::heartbeat_ivl, ms(heartbeat_every));
  it.set(zmq::sockopt::heartbeat_timeout, ms(silence_most));
  it.set(zmq::sockopt::heartbeat_ttl, ms(silence_most));
}

void guard_door(zmq::socket_t& it, const std::string& endpoint) {
  // Both, always: a domain without enforcement lets clients in when the handler is gone, enforcement without a domain
  // lets everybody in.
  it.set(zmq::sockopt::zap_domain, endpoint);
  int one = 1;
  if (zmq_setsockopt(it.handle(), zap_enforce_domain, &one, sizeof one) != 0)
    throw std::runtime_error{"this libzmq does not know ZAP_ENFORCE_DOMAIN: the bus would be open to everybody"};
  if (endpoint.empty() || it.get(zmq::sockopt::zap_domain).c_str() != endpoint)
    throw std::runtime_error{"a bus endpoint without a ZAP domain would be open to everybody"};
}

std::string inproc_name() {
  static std::atomic<unsigned> count{0};
  return fmt::format("inproc://bus-monitor-{}", ++count);
}

}  // namespace

zmq::socket_t make_server(zap_handler& guard, zmq::socket_type type, const server_options& options) {
  zmq::socket_t it{guard.in().raw(), type};
  set_common(it, options.frame_bytes_max);
  it.set(zmq::sockopt::rcvhwm, options.receive_most);
  it.set(zmq::sockopt::sndhwm, options.send_most);
  it.set(zmq::sockopt::curve_server, 1);
  it.set(zmq::sockopt::curve_secretkey, guard.own_keys().secret_key);
  guard_door(it, options.endpoint);
  if (type == zmq::socket_type::router) {
    it.set(zmq::sockopt::router_mandatory, 1);  // an answer that cannot be delivered is told, not dropped in silence
    // Off, because only connections named by this server are served (docs/decisions): nobody can take another's place,
    // and a connection that comes back has a new name.
    it.set(zmq::sockopt::router_handover, 0);
  }
  guard.watch(it, options.endpoint);
  try {
    it.bind(options.address);
  } catch (const zmq::error_t& why) {
    throw std::runtime_error{
        fmt::format("the bus endpoint {} cannot listen at {}: {}. Choose another address, or stop what is there",
                    options.endpoint, options.address, why.what())};
  }
  return it;
}

zmq::socket_t make_client(context& in, zmq::socket_type type, const connection& to) {
  if (auto sound = check_public_key(to.server_key); !sound) throw core::refused{sound.error()};
  zmq::socket_t it{in.raw(), type};
  set_common(it, client_frame_bytes_max);
  it.set(zmq::sockopt::immediate, 1);  // nothing waits in a queue for a server that is not there
  it.set(zmq::sockopt::reconnect_ivl, ms(reconnect_first));
  it.set(zmq::sockopt::reconnect_ivl_max, ms(reconnect_most));
  it.set(zmq::sockopt::curve_serverkey, to.server_key);
  it.set(zmq::sockopt::curve_publickey, to.keys.public_key);
  it.set(zmq::sockopt::curve_secretkey, to.keys.secret_key);
  return it;
}

zmq::socket_t make_zap_listener(context& in) {
  zmq::socket_t it{in.raw(),
                   zmq::socket_type::rep};  // anything but REP or ROUTER here aborts the process (session_base.cpp)
  it.set(zmq::sockopt::linger, 0);
  it.bind("inproc://zeromq.zap.01");
  return it;
}

zmq::socket_t make_monitor(context& in, zmq::socket_t& of, int events) {
  auto name = inproc_name();
  if (zmq_socket_monitor(of.handle(), name.c_str(), events) != 0) throw zmq::error_t{};
  zmq::socket_t it{in.raw(), zmq::socket_type::pair};
  it.set(zmq::sockopt::linger, 0);
  it.connect(name);
  return it;
}

void stop_monitor(zmq::socket_t& of) { zmq_socket_monitor(of.handle(), nullptr, 0); }

bool read_monitor(zmq::socket_t& monitor, monitor_event& into) {
  zmq::message_t event;
  if (!monitor.recv(event, zmq::recv_flags::dontwait)) return false;
  if (event.size() >= 6) {  // 16 bits of event, 32 bits of value, in the machine's order: zmq_socket_monitor(3)
    std::uint16_t kind = 0;
    std::memcpy(&kind, event.data(), sizeof kind);
    std::memcpy(&into.value, static_cast<const char*>(event.data()) + sizeof kind, sizeof into.value);
    into.event = kind;
  }
  zmq::message_t address;
  [[maybe_unused]] auto rest = monitor.recv(address, zmq::recv_flags::dontwait);
  return true;
}

}  // namespace bus
